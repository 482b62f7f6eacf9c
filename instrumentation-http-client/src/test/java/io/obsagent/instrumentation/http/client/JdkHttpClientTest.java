/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.obsagent.core.operation.Operation;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.trace.StatusCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JdkHttpClientTest extends ClientContract {
  @RegisterExtension
  static final Agent agent = Agent.with(new JdkHttpClientInstrumentation()).rules(RULES);

  private static HttpClient client;

  @BeforeAll
  static void makeClient() throws Exception {
    client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .sslContext(server.sslContext())
            .build();
  }

  @Override
  Agent agent() {
    return agent;
  }

  private static HttpRequest request(String method, String url, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofMillis(patience(url)));
    if (body != null) {
      request.header("Content-Type", type(body));
    }
    return request
        .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
        .build();
  }

  @Override
  Answer send(String method, String url, String body) throws Exception {
    HttpResponse<String> response =
        client.send(request(method, url, body), BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body());
  }

  private static CompletableFuture<HttpResponse<String>> sendAsync(String url) {
    return client.sendAsync(request("GET", url, null), BodyHandlers.ofString());
  }

  @Test
  void theApplicationsRequestStaysAsItIs() throws Exception {
    HttpRequest request = request("GET", server.url("/hello"), null);

    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());

    assertThat(request.headers().map()).isEmpty();
    assertThat(response.request().headers().map()).isEmpty();
  }

  @Test
  void theContextReplacesAnOlderOneInTheRequest() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url("/hello")))
            .header("Traceparent", "stale")
            .build();

    client.send(request, BodyHandlers.discarding());

    assertThat(traceparents()).containsExactly(traceparent(agent.span("GET")));
  }

  @Test
  void aRequestOfHttp2IsNoDifferent() throws Exception {
    try (Http2Server http2 = new Http2Server(server.sslContext())) {
      HttpResponse<String> response =
          client.send(request("GET", http2.url("/hello"), null), BodyHandlers.ofString());

      assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(response.body()).isEqualTo("hello");
      assertThat(http2.traceparents()).containsExactly(traceparent(agent.span("GET")));
    }
  }

  @Test
  void aWebSocketsHandshakeIsARequestToo() throws Exception {
    try (Http2Server sockets = new Http2Server(server.sslContext())) {
      URI uri = URI.create(sockets.url("/socket").replace("https:", "wss:"));
      client.newWebSocketBuilder().buildAsync(uri, new WebSocket.Listener() {}).join().abort();

      assertThat(agent.span("GET").getAttributes().get(STATUS)).isEqualTo(101);
      assertThat(sockets.traceparents()).containsExactly(traceparent(agent.span("GET")));
    }
  }

  @Test
  void redirectsAreCounted() throws Exception {
    get(server.url("/moved"));

    assertThat(agent.span("GET").getAttributes().get(RESENT)).isEqualTo(1);
  }

  @Test
  void anUnknownMethodIsNotNamed() throws Exception {
    send("BREW", server.url("/hello"), null);

    assertThat(agent.trace()).isEqualTo("CLIENT HTTP");
  }

  @Test
  void anAsynchronousRequestIsOneOperationAndHasEndedAsTheResponseIsSeen() throws Exception {
    String seen =
        agent.root(
            "work",
            () ->
                sendAsync(server.url("/hello"))
                    .thenApply(response -> response.body() + " " + agent.spans().size())
                    .join());

    assertThat(seen).isEqualTo("hello 1");
    assertThat(agent.trace(2)).isEqualTo("INTERNAL work\n  CLIENT GET");
    assertThat(traceparents()).containsExactly(traceparent(agent.span("GET")));
  }

  @InProcessOnly
  @Test
  void callbacksRunInTheCallersContext() throws Exception {
    CompletableFuture<Operation> seen = new CompletableFuture<>();
    Operation caller =
        agent.root(
            "work",
            () -> {
              sendAsync(server.url("/never"))
                  .whenComplete((response, thrown) -> seen.complete(Operation.current()));
              return Operation.current();
            });

    assertThat(seen.join()).isSameAs(caller);
  }

  @Test
  void anAsynchronousFailureReachesTheApplicationAsEver() throws Exception {
    Throwable thrown = catchThrowable(() -> sendAsync(TestServer.refusingUrl()).join());

    assertThat(thrown)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IOException.class);
    assertThat(agent.span("GET").getAttributes().get(ERROR))
        .isEqualTo(thrown.getCause().getClass().getName());
  }

  @Test
  void anAsynchronousErrorStatusIsAFailure() {
    assertThat(sendAsync(server.url("/broken")).join().body()).isEqualTo("broken");

    assertThat(agent.span("GET").getAttributes().get(ERROR)).isEqualTo("500");
  }

  @Test
  void aCancelledRequestEnds() {
    CompletableFuture<HttpResponse<String>> future = sendAsync(server.url("/never"));

    assertThat(future.cancel(true)).isTrue();

    Throwable thrown = catchThrowable(future::join);
    // The client itself leaves open which of the two it is.
    assertThat(thrown instanceof CompletionException ? thrown.getCause() : thrown)
        .isInstanceOf(CancellationException.class);
    assertThat(agent.span("GET").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(agent.span("GET").getAttributes().get(STATUS)).isNull();
  }

  @Test
  void aRequestThatTheClientRejectsThrowsAsEver() {
    HttpRequest request = request("GET", server.url("/hello"), null);

    assertThat(catchThrowable(() -> client.sendAsync(request, null)))
        .isInstanceOf(NullPointerException.class);
    assertThat(agent.span("GET").getAttributes().get(ERROR))
        .isEqualTo("java.lang.NullPointerException");
    assertThat(catchThrowable(() -> client.sendAsync(null, BodyHandlers.discarding())))
        .isInstanceOf(NullPointerException.class);
    assertThat(agent.spans()).hasSize(1);
  }

  @InProcessOnly
  @Test
  void aWatcherSeesWhatWasReadBeforeTheBodyWasClosed() throws Exception {
    HttpResponse<InputStream> response =
        client.send(
            request("GET", server.url("/watched/large"), null), BodyHandlers.ofInputStream());
    response.body().read();
    response.body().close();

    assertThat(Watching.notes()).last().asString().startsWith("body of ");
  }

  @InProcessOnly
  @Test
  void aWatcherSeesTheBodyOfAnAsynchronousResponse() {
    assertThat(sendAsync(server.url("/watched/hello")).join().body()).isEqualTo("hello");

    assertThat(Watching.notes())
        .containsExactly("GET http://127.0.0.1/watched/hello", "status 200", "body hello");
  }
}
