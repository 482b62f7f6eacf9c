/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.operation.Operation;
import io.obsagent.instrumentation.concurrent.ThreadPoolInstrumentation;
import io.obsagent.instrumentation.reactive.ReactorInstrumentation;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRoutes;

class ReactorNettyServerTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(
              new ReactorNettyServerInstrumentation(),
              new NettyServerInstrumentation(),
              new ReactorInstrumentation(),
              new ThreadPoolInstrumentation())
          .rules(
              """
              metrics:
                posted_total:
                  type: counter
                  on: http.server POST **
                  labels:
                    kind: request.body.items.1.kind
                    plan: request.header.x-plan
                    id: response.body.id
                    by: response.header.X-By
                being_served: {type: gauge, on: http.server.active}
              """);

  private static final CountDownLatch gone = new CountDownLatch(1);
  private static DisposableServer server;

  @BeforeAll
  static void start() {
    server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(ReactorNettyServerTest::routes)
            .bindNow(Duration.ofSeconds(10));
  }

  private static void routes(HttpServerRoutes routes) {
    routes
        .get(
            "/things/{id}",
            (request, response) -> {
              Agent.work("work").run();
              return response.sendString(Mono.just(request.param("id")));
            })
        .get(
            "/elsewhere",
            (request, response) ->
                response.sendString(
                    Mono.just("done")
                        .publishOn(Schedulers.parallel())
                        .flatMap(text -> Mono.delay(Duration.ofMillis(5)).thenReturn(text))
                        .doOnNext(text -> Agent.work("work").run())))
        .post(
            "/echo",
            (request, response) ->
                response
                    .header("X-By", "echo")
                    .sendString(
                        request
                            .receive()
                            .aggregate()
                            .asString()
                            .doOnNext(text -> Agent.work("work").run())
                            .map(text -> "{\"asked\": " + text.length() + ", \"id\": \"i1\"}")))
        .get("/fail", (request, response) -> Mono.error(new IllegalStateException("early")))
        .get("/unavailable", (request, response) -> response.status(503).send())
        .get("/teapot", (request, response) -> response.status(418).send())
        .get(
            "/flood",
            (request, response) ->
                response.sendString(
                    Flux.interval(Duration.ofMillis(1))
                        .onBackpressureDrop()
                        .map(number -> "0123456789".repeat(100))
                        .doOnCancel(gone::countDown)))
        .ws("/socket", (in, out) -> out.sendString(in.receive().asString()));
  }

  @AfterAll
  static void stop() {
    server.disposeNow(Duration.ofSeconds(10));
  }

  private static Wire.Answer get(String path, String... headers) throws IOException {
    return Wire.ask(server.port(), "GET", path, headers);
  }

  private static String text(SpanData span, String attribute) {
    return span.getAttributes().get(AttributeKey.stringKey(attribute));
  }

  private static Long status(SpanData span) {
    return span.getAttributes().get(AttributeKey.longKey("http.response.status_code"));
  }

  @Test
  void aRequestIsOneServerOperationNamedByItsRoute() throws IOException {
    assertThat(get("/things/7?secret=1")).isEqualTo(new Wire.Answer(200, "7"));
    assertThat(agent.trace(2)).isEqualTo("SERVER GET /things/{id}\n  INTERNAL work");
  }

  @Test
  void itsSpanSaysWhatWasAskedForAndByWhom() throws IOException {
    get("/things/7?secret=1", "User-Agent: probe/1", "X-Forwarded-For: 203.0.113.9, 10.0.0.1");
    SpanData span = agent.span("GET /things/{id}");
    assertThat(text(span, "http.request.method")).isEqualTo("GET");
    assertThat(text(span, "http.route")).isEqualTo("/things/{id}");
    assertThat(status(span)).isEqualTo(200);
    assertThat(text(span, "url.path")).isEqualTo("/things/7");
    assertThat(text(span, "url.scheme")).isEqualTo("http");
    assertThat(text(span, "server.address")).isEqualTo("localhost");
    assertThat(span.getAttributes().get(AttributeKey.longKey("server.port")))
        .isEqualTo(server.port());
    assertThat(text(span, "client.address")).isEqualTo("203.0.113.9");
    assertThat(text(span, "user_agent.original")).isEqualTo("probe/1");
    assertThat(span.getStatus()).isEqualTo(StatusData.unset());
    assertThat(span.getAttributes().toString()).doesNotContain("secret");
  }

  @Test
  void whatAHandlerDoesOnOtherThreadsIsItsChild() throws IOException {
    assertThat(get("/elsewhere").body()).isEqualTo("done");
    assertThat(agent.trace(2)).isEqualTo("SERVER GET /elsewhere\n  INTERNAL work");
  }

  @Test
  void whatFollowsTheBodyOfARequestIsItsChild() throws IOException {
    try (Wire wire = new Wire(server.port())) {
      wire.send(
          "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\nX-Plan: pro\r\n\r\n");
      wire.send("01234");
      wire.send("56789");
      assertThat(wire.answer("POST").body()).isEqualTo("{\"asked\": 10, \"id\": \"i1\"}");
    }
    assertThat(agent.trace(2)).isEqualTo("SERVER POST /echo\n  INTERNAL work");
  }

  @Test
  void aRuleReadsHeadersAndBodies() throws IOException {
    String items = "{\"items\": [{}, {\"kind\": \"book\"}]}";
    assertThat(Wire.post(server.port(), "/echo", "application/json", items, "X-Plan: pro").status())
        .isEqualTo(200);
    agent.spans(2);
    agent
        .metric("posted_total")
        .with("kind", "book")
        .with("plan", "pro")
        .with("id", "unknown")
        .with("by", "echo")
        .hasValue(1);
    agent.metric("being_served").hasValue(0);
  }

  @Test
  void anErrorOfTheHandlerFailsTheOperation() throws IOException {
    assertThat(get("/fail").status()).isEqualTo(500);
    SpanData span = agent.span("GET /fail");
    assertThat(status(span)).isEqualTo(500);
    assertThat(text(span, "error.type")).isEqualTo("java.lang.IllegalStateException");
    assertThat(span.getStatus()).isEqualTo(StatusData.error());
  }

  @Test
  void anAnswerOf500OrMoreFailsTheOperation() throws IOException {
    get("/unavailable");
    assertThat(text(agent.span("GET /unavailable"), "error.type")).isEqualTo("503");
  }

  @Test
  void anAnswerOf400OrMoreDoesNot() throws IOException {
    assertThat(get("/teapot").status()).isEqualTo(418);
    assertThat(agent.span("GET /teapot").getStatus()).isEqualTo(StatusData.unset());
  }

  @Test
  void whatNoHandlerIsForHasNoRoute() throws IOException {
    assertThat(get("/nowhere/4711").status()).isEqualTo(404);
    SpanData span = agent.span("GET");
    assertThat(text(span, "http.route")).isNull();
    assertThat(status(span)).isEqualTo(404);
  }

  @Test
  void aClientThatHangsUpEndsTheOperation() throws Exception {
    try (Wire wire = new Wire(server.port())) {
      wire.send(wire.request("GET", "/flood"));
      wire.hear();
    }
    assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(status(agent.span("GET /flood"))).isEqualTo(200);
  }

  @Test
  void aRequestThatBecomesAWebSocketEndsThen() throws IOException {
    try (Wire wire = new Wire(server.port())) {
      wire.send(
          wire.request(
              "GET",
              "/socket",
              "Upgrade: websocket",
              "Connection: Upgrade",
              "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
      wire.hear();
      assertThat(status(agent.span("GET /socket"))).isEqualTo(101);
    }
  }

  @Test
  void theSendersTraceIsContinued() throws IOException {
    get("/things/1", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    SpanData span = agent.span("GET /things/{id}");
    assertThat(span.getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(span.getParentSpanId()).isEqualTo("b7ad6b7169203331");
  }

  @Test
  void requestsOfOneConnectionAreTracesOfTheirOwn() throws IOException {
    String one = "SERVER GET /things/{id}\n  INTERNAL work";
    try (Wire wire = new Wire(server.port())) {
      String request = wire.request("GET", "/things/1");
      wire.send(request + request + request);
      for (int i = 0; i < 3; i++) {
        assertThat(wire.answer("GET").status()).isEqualTo(200);
      }
    }
    agent.spans(6);
    assertThat(agent.traces()).containsExactlyElementsOf(List.of(one, one, one));
    assertThat(Operation.current()).isNull();
  }
}
