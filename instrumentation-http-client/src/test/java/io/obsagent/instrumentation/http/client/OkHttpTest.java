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
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OkHttpTest extends ClientContract {
  @RegisterExtension
  static final Agent agent = Agent.with(new OkHttpInstrumentation()).rules(RULES);

  private static OkHttpClient client;

  @BeforeAll
  static void makeClient() throws Exception {
    client =
        new OkHttpClient.Builder()
            .sslSocketFactory(server.sslContext().getSocketFactory(), server.trust())
            .build();
  }

  @AfterAll
  static void closeClient() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }

  @Override
  Agent agent() {
    return agent;
  }

  private static Call call(String method, String url, String body) {
    return client
        .newBuilder()
        .readTimeout(patience(url), TimeUnit.MILLISECONDS)
        .build()
        .newCall(
            new Request.Builder()
                .url(url)
                .method(
                    method,
                    body == null ? null : RequestBody.create(MediaType.parse(type(body)), body))
                .build());
  }

  @Override
  Answer send(String method, String url, String body) throws Exception {
    try (Response response = call(method, url, body).execute()) {
      return new Answer(response.code(), response.body().string());
    }
  }

  /** Enqueues a call whose callback tells what is current there, and the body or the exception. */
  private static CompletableFuture<Object[]> enqueue(Call call) {
    CompletableFuture<Object[]> seen = new CompletableFuture<>();
    call.enqueue(
        new Callback() {
          @Override
          public void onResponse(Call call, Response response) throws IOException {
            seen.complete(new Object[] {Operation.current(), response.body().string()});
          }

          @Override
          public void onFailure(Call call, IOException thrown) {
            seen.complete(new Object[] {Operation.current(), thrown});
          }
        });
    return seen;
  }

  @Test
  void aDerivedClientCountsOnce() throws Exception {
    OkHttpClient derived = client.newBuilder().build().newBuilder().build();

    derived.newCall(new Request.Builder().url(server.url("/hello")).build()).execute().close();

    assertThat(agent.trace()).isEqualTo("CLIENT GET");
    assertThat(derived.interceptors()).hasSize(1);
    assertThat(derived.networkInterceptors()).hasSize(1);
  }

  @Test
  void aClientWithoutABuilderCountsToo() throws Exception {
    OkHttpClient plain = new OkHttpClient();
    plain.newCall(new Request.Builder().url(server.url("/hello")).build()).execute().close();
    plain.connectionPool().evictAll();

    assertThat(agent.trace()).isEqualTo("CLIENT GET");
  }

  @Test
  void theRequestInTheResponseIsTheApplicationsOwn() throws Exception {
    Call call = call("GET", server.url("/hello"), null);

    try (Response response = call.execute()) {
      assertThat(response.request().headers().size()).isZero();
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

  @InProcessOnly
  @Test
  void anEnqueuedCallIsAChildOfItsCaller() throws Exception {
    Object[] seen =
        agent.root(
            "work",
            () -> {
              Operation caller = Operation.current();
              Object[] found = enqueue(call("GET", server.url("/hello"), null)).join();
              assertThat(found[0]).isSameAs(caller);
              return found;
            });

    assertThat(seen[1]).isEqualTo("hello");
    assertThat(agent.trace(2)).isEqualTo("INTERNAL work\n  CLIENT GET");
    assertThat(traceparents()).containsExactly(traceparent(agent.span("GET")));
  }

  @Test
  void anEnqueuedCallThatFailsIsAFailure() throws Exception {
    Object[] seen = enqueue(call("GET", TestServer.refusingUrl(), null)).join();

    assertThat(agent.span("GET").getAttributes().get(ERROR))
        .isEqualTo(seen[1].getClass().getName());
  }

  @Test
  void aCancelledCallEnds() throws Exception {
    Call call = call("GET", server.url("/never?"), null);
    CompletableFuture<Object[]> seen = enqueue(call);
    while (server.received().isEmpty()) {
      Thread.onSpinWait();
    }
    call.cancel();

    assertThat(seen.join()[1]).isInstanceOf(IOException.class);
    assertThat(agent.span("GET").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void aCallThatExceedsItsTimeLimitIsAFailure() {
    OkHttpClient hurried = client.newBuilder().callTimeout(300, TimeUnit.MILLISECONDS).build();

    Throwable thrown =
        catchThrowable(
            () ->
                hurried.newCall(new Request.Builder().url(server.url("/never")).build()).execute());

    assertThat(thrown).isInstanceOf(InterruptedIOException.class);
    assertThat(agent.span("GET").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  void aWebSocketsHandshakeIsARequestToo() throws Exception {
    CompletableFuture<WebSocket> opened = new CompletableFuture<>();
    try (Http2Server sockets = new Http2Server(server.sslContext())) {
      client.newWebSocket(
          new Request.Builder().url(sockets.url("/socket")).build(),
          new WebSocketListener() {
            @Override
            public void onOpen(WebSocket socket, Response response) {
              opened.complete(socket);
            }

            @Override
            public void onFailure(WebSocket socket, Throwable thrown, Response response) {
              opened.completeExceptionally(thrown);
            }
          });
      opened.join().cancel();

      assertThat(agent.span("GET").getAttributes().get(STATUS)).isEqualTo(101);
      assertThat(sockets.traceparents()).containsExactly(traceparent(agent.span("GET")));
    }
  }

  @Test
  void anExceptionOfTheApplicationsInterceptorStaysTheSame() {
    IllegalStateException own = new IllegalStateException("own");
    OkHttpClient throwing =
        client
            .newBuilder()
            .addInterceptor(
                chain -> {
                  throw own;
                })
            .build();

    assertThat(
            catchThrowable(
                () ->
                    throwing
                        .newCall(new Request.Builder().url(server.url("/hello")).build())
                        .execute()))
        .isSameAs(own);
    assertThat(agent.span("GET").getAttributes().get(ERROR)).isEqualTo(own.getClass().getName());
  }

  @Test
  void unwatchedBodiesAreTheClientsOwn() throws Exception {
    try (Response response = call("GET", server.url("/hello"), null).execute()) {
      assertThat(response.body()).isNotInstanceOf(TappedResponseBody.class);
    }
  }

  @InProcessOnly
  @Test
  void aWatcherSeesTheBodyDecoded() throws Exception {
    try (Response response = call("GET", server.url("/watched/zipped"), null).execute()) {
      assertThat(response.peekBody(2).string()).isEqualTo("he");
      assertThat(response.body().string()).isEqualTo("hello");
    }

    assertThat(Watching.notes()).last().isEqualTo("body hello");
  }

  @Test
  void whatTheClientSendsAgainIsPartOfItsExchange() throws Exception {
    try (FlakyServer flaky = new FlakyServer()) {
      assertThat(get(flaky.url("/hello")).body()).isEqualTo("hello");
      assertThat(get(flaky.url("/dropped")).body()).isEqualTo("hello");
      assertResent(flaky);
    }
  }
}
