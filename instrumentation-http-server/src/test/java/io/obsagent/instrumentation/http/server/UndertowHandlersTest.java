/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.obsagent.testing.Agent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.Version;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.HttpString;
import io.undertow.util.PathTemplateMatch;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Undertow's own handlers, without servlets. */
class UndertowHandlersTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(new UndertowInstrumentation())
          .rules(
              """
              metrics:
                posted_total:
                  type: counter
                  on: http.server POST **
                  labels: {kind: request.body.kind, id: response.body.id, by: response.header.X-By}
              """);

  private static Undertow undertow;
  private static int port;

  @BeforeAll
  static void start() {
    HttpHandler routes =
        Handlers.routing()
            .get("/things/{id}", UndertowHandlersTest::thing)
            .get("/fail", UndertowHandlersTest::fail)
            .post("/echo", UndertowHandlersTest::echo)
            .get("/blocking", new BlockingHandler(UndertowHandlersTest::blocking))
            .get("/dispatched", UndertowHandlersTest::dispatched)
            .get("/later", UndertowHandlersTest::later)
            .get("/unavailable", exchange -> exchange.setStatusCode(503).endExchange());
    undertow =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
            .setHandler(
                Handlers.path()
                    .addPrefixPath("/api", routes)
                    .addExactPath("/health", exchange -> exchange.getResponseSender().send("fine")))
            .build();
    undertow.start();
    port = ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
  }

  @AfterAll
  static void stop() {
    undertow.stop();
  }

  private static void thing(HttpServerExchange exchange) {
    Agent.work("work").run();
    exchange
        .getResponseSender()
        .send(exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY).getParameters().get("id"));
  }

  private static void fail(HttpServerExchange exchange) {
    throw new IllegalStateException("early");
  }

  private static void echo(HttpServerExchange exchange) {
    exchange
        .getRequestReceiver()
        .receiveFullString(
            (self, text) -> {
              Agent.work("work").run();
              self.getResponseHeaders().put(new HttpString("X-By"), "echo");
              self.getResponseHeaders().put(new HttpString("Content-Type"), "application/json");
              self.getResponseSender().send(text);
            });
  }

  private static void blocking(HttpServerExchange exchange) throws IOException {
    Agent.work("work").run();
    exchange.getOutputStream().write("done".getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static void dispatched(HttpServerExchange exchange) {
    exchange.dispatch(
        () -> {
          Agent.work("work").run();
          exchange.getResponseSender().send("done");
        });
  }

  private static void later(HttpServerExchange exchange) {
    exchange.dispatch(
        () ->
            exchange
                .getIoThread()
                .executeAfter(
                    () -> {
                      exchange.setStatusCode(202);
                      exchange.endExchange();
                    },
                    5,
                    TimeUnit.MILLISECONDS));
  }

  private static Wire.Answer get(String path) throws IOException {
    return Wire.ask(port, "GET", path);
  }

  private static String text(SpanData span, String attribute) {
    return span.getAttributes().get(AttributeKey.stringKey(attribute));
  }

  private static Long status(SpanData span) {
    return span.getAttributes().get(AttributeKey.longKey("http.response.status_code"));
  }

  @Test
  void theTemplateBehindThePathIsTheRoute() throws IOException {
    assertThat(get("/api/things/7")).isEqualTo(new Wire.Answer(200, "7"));
    assertThat(agent.trace(2)).isEqualTo("SERVER GET /api/things/{id}\n  INTERNAL work");
  }

  @Test
  void aPathIsARoute() throws IOException {
    assertThat(get("/health").body()).isEqualTo("fine");
    agent.span("GET /health");
  }

  @Test
  void whatNoHandlerIsForHasNoRoute() throws IOException {
    assertThat(get("/nowhere/4711").status()).isEqualTo(404);
    SpanData span = agent.span("GET");
    assertThat(text(span, "http.route")).isNull();
    assertThat(status(span)).isEqualTo(404);
  }

  @Test
  void anExceptionFailsTheOperation() throws IOException {
    assertThat(get("/api/fail").status()).isEqualTo(500);
    SpanData span = agent.span("GET /api/fail");
    assertThat(status(span)).isEqualTo(500);
    assertThat(text(span, "error.type")).isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  void anAnswerOf500OrMoreFailsTheOperation() throws IOException {
    get("/api/unavailable");
    assertThat(text(agent.span("GET /api/unavailable"), "error.type")).isEqualTo("503");
  }

  @Test
  void aBlockingHandlerGoesOnWithTheSameOperation() throws IOException {
    assertThat(get("/api/blocking").body()).isEqualTo("done");
    assertThat(agent.trace(2)).isEqualTo("SERVER GET /api/blocking\n  INTERNAL work");
  }

  @Test
  void aTaskThatIsDispatchedGoesOnWithTheSameOperation() throws IOException {
    assertThat(get("/api/dispatched").body()).isEqualTo("done");
    assertThat(agent.trace(2)).isEqualTo("SERVER GET /api/dispatched\n  INTERNAL work");
  }

  @Test
  void anExchangeThatGoesOnEndsWhenItIsComplete() throws IOException {
    assertThat(get("/api/later").status()).isEqualTo(202);
    SpanData span = agent.span("GET /api/later");
    assertThat(status(span)).isEqualTo(202);
    assertThat(span.getEndEpochNanos() - span.getStartEpochNanos()).isGreaterThan(4_000_000L);
  }

  @Test
  void whatFollowsABodyThatComesLateIsItsChild() throws IOException {
    try (Wire wire = new Wire(port)) {
      wire.send("POST /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n");
      wire.send("01234");
      wire.send("56789");
      assertThat(wire.answer("POST").body()).isEqualTo("0123456789");
    }
    assertThat(agent.trace(2)).isEqualTo("SERVER POST /api/echo\n  INTERNAL work");
  }

  @Test
  void aRuleReadsBodies() throws IOException {
    Wire.post(port, "/api/echo", "application/json", "{\"kind\": \"book\", \"id\": 7}");
    agent.spans(2);
    agent
        .metric("posted_total")
        .with("kind", "book")
        .with("id", "7")
        .with("by", "echo")
        .hasValue(1);
  }

  @Test
  void aRequestThatChangesToHttp2IsOneOperation() throws Exception {
    Http2Upgrade.Answer answer = Http2Upgrade.get(port, "/api/things/7");

    assertThat(answer).isEqualTo(new Http2Upgrade.Answer("HTTP_2", 200, "7"));
    assertThat(agent.trace(2)).isEqualTo("SERVER GET /api/things/{id}\n  INTERNAL work");
    assertThat(status(agent.span("GET /api/things/{id}"))).isEqualTo(200);
  }

  /** Undertow 2.0.0 never completes these. */
  @Test
  void aRuleReadsBodiesOfRequestsThatChangeToHttp2() throws Exception {
    assumeThat(Version.getVersionString()).isNotEqualTo("2.0.0.Final");
    Http2Upgrade.post(port, "/api/echo", "{\"kind\": \"paper\", \"id\": 8}");
    agent.spans(2);
    agent
        .metric("posted_total")
        .with("kind", "paper")
        .with("id", "8")
        .with("by", "echo")
        .hasValue(1);
  }
}
