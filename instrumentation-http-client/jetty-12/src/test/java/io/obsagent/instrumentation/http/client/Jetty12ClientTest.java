/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.operation.Operation;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.util.FuturePromise;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class Jetty12ClientTest extends ClientContract {
  @RegisterExtension
  static final Agent agent = Agent.with(new Jetty12ClientInstrumentation()).rules(RULES);

  private static HttpClient client;

  @BeforeAll
  static void startClient() throws Exception {
    client = trusting();
    client.start();
  }

  @AfterAll
  static void stopClient() throws Exception {
    client.stop();
  }

  private static HttpClient trusting() {
    HttpClient made = new HttpClient();
    made.setSslContextFactory(new SslContextFactory.Client(true));
    return made;
  }

  private static Request request(String method, String url) {
    return client.newRequest(url).method(method).timeout(patience(url), TimeUnit.MILLISECONDS);
  }

  @Override
  Agent agent() {
    return agent;
  }

  @Override
  Answer send(String method, String url, String body) throws Exception {
    Request request = request(method, url);
    if (body != null) {
      request.body(new StringRequestContent(type(body), body));
    }
    try {
      ContentResponse response = request.send();
      return new Answer(response.getStatus(), response.getContentAsString());
    } catch (ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }

  @Test
  void redirectsAreCounted() throws Exception {
    get(server.url("/moved"));

    assertThat(agent.span("GET").getAttributes().get(RESENT)).isEqualTo(1);
  }

  @Test
  void aRuleReadsContentThatKnowsItsType() throws Exception {
    client
        .newRequest(server.url("/a/json"))
        .method("POST")
        .body(new StringRequestContent("application/json", "{\"kind\": \"book\"}"))
        .send();

    agent
        .metric("asked_total")
        .with("kind", "book")
        .with("id", "i1")
        .with("by", "server")
        .with("status", "200")
        .hasValue(1);
  }

  /** Notes what is current in each callback. */
  private static final class Seen implements Response.Listener {
    final List<Operation> current = new CopyOnWriteArrayList<>();
    final CompletableFuture<Result> result = new CompletableFuture<>();

    @Override
    public void onBegin(Response response) {
      current.add(Operation.current());
    }

    @Override
    public void onHeaders(Response response) {
      current.add(Operation.current());
    }

    @Override
    public void onContent(Response response, ByteBuffer content) {
      current.add(Operation.current());
    }

    @Override
    public void onSuccess(Response response) {
      current.add(Operation.current());
    }

    @Override
    public void onFailure(Response response, Throwable failure) {
      current.add(Operation.current());
    }

    @Override
    public void onComplete(Result completed) {
      current.add(Operation.current());
      result.complete(completed);
    }
  }

  @InProcessOnly
  @Test
  void callbacksRunInTheContextOfTheirCaller() throws Exception {
    Seen seen = new Seen();
    agent.root(
        "work",
        () -> {
          Operation caller = Operation.current();
          request("GET", server.url("/moved")).send(seen);
          assertThat(Operation.current()).isSameAs(caller);
          seen.result.join();
          assertThat(seen.current).hasSize(5).containsOnly(caller);
        });

    assertThat(agent.trace(2)).isEqualTo("INTERNAL work\n  CLIENT GET");
  }

  @Test
  void aRequestSentOnAConnectionIsOneCall() throws Exception {
    get(server.url("/hello"));
    FuturePromise<Connection> promise = new FuturePromise<>();
    for (Destination destination : client.getDestinations()) {
      if (server.url("").endsWith(":" + destination.getOrigin().getAddress().getPort())) {
        destination.newConnection(promise);
      }
    }
    try (Connection connection = promise.get(10, TimeUnit.SECONDS)) {
      Seen seen = new Seen();
      agent.root(
          "work",
          () -> {
            connection.send(request("GET", server.url("/moved")), seen);
            return seen.result.join();
          });
      assertThat(seen.result.join().getResponse().getStatus()).isEqualTo(200);
    }

    agent.spans(3);
    assertThat(agent.traces()).containsExactly("CLIENT GET", "INTERNAL work\n  CLIENT GET");
    assertThat(traceparents()).hasSize(3).doesNotContainNull();
  }

  /** The client tells its listeners twice then; those that collect the content fail of it. */
  @Test
  void aRequestThatIsSentTwiceIsTwoCalls() {
    Request request = request("GET", server.url("/hello"));
    for (int i = 0; i < 2; i++) {
      CompletableFuture<Result> result = new CompletableFuture<>();
      request.send(result::complete);
      assertThat(result.join().getResponse().getStatus()).isEqualTo(200);
    }

    List<SpanData> calls = agent.spans(2);
    assertThat(agent.traces()).containsExactly("CLIENT GET", "CLIENT GET");
    for (SpanData call : calls) {
      assertThat(call.getAttributes().get(RESENT)).isNull();
    }
  }

  @Test
  void aCallThatIsCancelledEnds() throws Exception {
    Seen seen = new Seen();
    Request request = request("GET", server.url("/never?"));
    request.send(seen);
    while (server.received().isEmpty()) {
      Thread.onSpinWait();
    }
    request.abort(new CancellationException());

    assertThat(seen.result.join().isFailed()).isTrue();
    assertThat(agent.span("GET").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }
}
