/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.obsagent.instrumentation.concurrent.CompletableFutureInstrumentation;
import io.obsagent.instrumentation.concurrent.ForkJoinInstrumentation;
import io.obsagent.instrumentation.concurrent.ThreadPoolInstrumentation;
import io.obsagent.instrumentation.reactive.ReactorInstrumentation;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for clients that stand on another client: what both do is one operation. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WrapperContract {
  @RegisterExtension
  static final Agent agent =
      Agent.with(
          new ApacheHttpClient4Instrumentation(),
          new ApacheHttpClient5Instrumentation(),
          new ApacheHttpAsyncClient4Instrumentation(),
          new ApacheHttpAsyncClient5Instrumentation(),
          new HttpUrlConnectionInstrumentation(),
          new JdkHttpClientInstrumentation(),
          new OkHttpInstrumentation(),
          new ReactorNettyClientInstrumentation(),
          new JettyClientInstrumentation(),
          new Jetty12ClientInstrumentation(),
          new CompletableFutureInstrumentation(),
          new ForkJoinInstrumentation(),
          new ThreadPoolInstrumentation(),
          new ReactorInstrumentation());

  /** Asks for a URL and returns the body. */
  interface Call {
    String get(String url) throws Exception;
  }

  record Client(String name, Call call) {
    @Override
    public String toString() {
      return name;
    }
  }

  TestServer server;

  @BeforeAll
  void startServer() throws Exception {
    server = new TestServer();
  }

  @AfterAll
  void stopServer() {
    server.close();
  }

  @BeforeEach
  void forget() {
    server.forget();
  }

  /** The same client on different others. */
  abstract List<Client> clients();

  private List<String> traceparents() {
    return server.received().stream().map(TestServer.Received::traceparent).toList();
  }

  private static String traceparent(SpanData span) {
    return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-01";
  }

  @ParameterizedTest
  @MethodSource("clients")
  void aCallIsOneOperation(Client client) throws Exception {
    agent.root("work", () -> assertThat(client.call.get(server.url("/hello"))).isEqualTo("hello"));

    assertThat(agent.trace(2)).isEqualTo("INTERNAL work\n  CLIENT GET");
    SpanData span = agent.span("GET");
    assertThat(traceparents()).containsExactly(traceparent(span));
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(span.getAttributes().asMap())
        .containsEntry(AttributeKey.stringKey("http.request.method"), "GET")
        .containsEntry(AttributeKey.stringKey("server.address"), "127.0.0.1")
        .containsEntry(AttributeKey.longKey("server.port"), (long) server.port())
        .containsEntry(AttributeKey.stringKey("url.full"), server.url("/hello"))
        .containsEntry(AttributeKey.longKey("http.response.status_code"), 200L)
        .doesNotContainKey(AttributeKey.stringKey("error.type"));
  }

  @ParameterizedTest
  @MethodSource("clients")
  void anErrorStatusIsAFailure(Client client) {
    catchThrowable(() -> client.call.get(server.url("/missing")));

    assertThat(agent.trace()).isEqualTo("CLIENT GET");
    SpanData span = agent.span("GET");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getAttributes().get(AttributeKey.longKey("http.response.status_code")))
        .isEqualTo(404);
  }

  @ParameterizedTest
  @MethodSource("clients")
  void aRefusedConnectionIsAFailure(Client client) throws Exception {
    String url = TestServer.refusingUrl();

    assertThat(catchThrowable(() -> client.call.get(url))).isNotNull();

    assertThat(agent.trace()).isEqualTo("CLIENT GET");
    SpanData span = agent.span("GET");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getAttributes().get(AttributeKey.longKey("http.response.status_code")))
        .isNull();
  }
}
