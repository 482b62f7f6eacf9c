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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpClientTransport;
import org.eclipse.jetty.client.api.Connection;
import org.eclipse.jetty.client.api.ContentResponse;
import org.eclipse.jetty.client.api.Destination;
import org.eclipse.jetty.client.api.Request;
import org.eclipse.jetty.client.api.Response;
import org.eclipse.jetty.client.api.Result;
import org.eclipse.jetty.client.http.HttpClientTransportOverHTTP;
import org.eclipse.jetty.client.util.FutureResponseListener;
import org.eclipse.jetty.client.util.StringContentProvider;
import org.eclipse.jetty.util.FuturePromise;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JettyClientTest extends ClientContract {
  @RegisterExtension
  static final Agent agent = Agent.with(new JettyClientInstrumentation()).rules(RULES);

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

  /** A client that trusts each server, which Jetty 10 has another way for. */
  private static HttpClient trusting() throws Exception {
    SslContextFactory ssl;
    try {
      Class<?> type = Class.forName("org.eclipse.jetty.util.ssl.SslContextFactory$Client");
      ssl = (SslContextFactory) type.getConstructor(boolean.class).newInstance(true);
    } catch (ClassNotFoundException e) {
      return new HttpClient(new SslContextFactory(true));
    }
    Class<?> connectors = Class.forName("org.eclipse.jetty.io.ClientConnector");
    Object connector = connectors.getConstructor().newInstance();
    connectors.getMethod("setSslContextFactory", ssl.getClass()).invoke(connector, ssl);
    return HttpClient.class
        .getConstructor(HttpClientTransport.class)
        .newInstance(
            HttpClientTransportOverHTTP.class.getConstructor(connectors).newInstance(connector));
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
      request.content(new StringContentProvider(body), type(body));
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
    Request request = client.newRequest(server.url("/a/json")).method("POST");
    String json = "{\"kind\": \"book\"}";
    try {
      // Since Jetty 10.
      Class<?> type = Class.forName("org.eclipse.jetty.client.util.StringRequestContent");
      Class<?> body = Class.forName("org.eclipse.jetty.client.api.Request$Content");
      Request.class
          .getMethod("body", body)
          .invoke(
              request,
              type.getConstructor(String.class, String.class)
                  .newInstance("application/json", json));
    } catch (ClassNotFoundException e) {
      request.content(new StringContentProvider("application/json", json, StandardCharsets.UTF_8));
    }
    request.send();

    agent
        .metric("asked_total")
        .with("kind", "book")
        .with("id", "i1")
        .with("by", "server")
        .with("status", "200")
        .hasValue(1);
  }

  /** Notes what is current in each callback. */
  private static final class Seen extends Response.Listener.Adapter {
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
      if (server.url("").endsWith(":" + destination.getPort())) {
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
    FutureResponseListener listener =
        new FutureResponseListener(request("GET", server.url("/never?")));
    Future<ContentResponse> future = listener;
    listener.getRequest().send(listener);
    while (server.received().isEmpty()) {
      Thread.onSpinWait();
    }
    future.cancel(true);

    assertThat(agent.span("GET").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }
}
