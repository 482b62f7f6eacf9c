/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JdkHttpServerTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(new JdkHttpServerInstrumentation())
          .rules(
              """
              metrics:
                posted_total:
                  type: counter
                  on: http.server POST /api
                  labels:
                    kind: request.body.kind
                    plan: request.header.x-plan
                    id: response.body.id
                    by: response.header.X-By
              """);

  private static final String ONE_REQUEST = "SERVER GET /api\n  INTERNAL work";

  private HttpServer server;
  private int port;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    HttpContext api = server.createContext("/api", JdkHttpServerTest::api);
    api.getFilters()
        .add(
            new Filter() {
              @Override
              public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
                chain.doFilter(exchange);
              }

              @Override
              public String description() {
                return "passes everything on";
              }
            });
    server.start();
    port = server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static void api(HttpExchange exchange) throws IOException {
    switch (exchange.getRequestURI().getPath()) {
      case "/api/fail":
        throw new IllegalStateException("no");
      case "/api/unavailable":
        exchange.sendResponseHeaders(503, -1);
        break;
      case "/api/empty":
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
        break;
      case "/api/late":
        new Thread(
                () -> {
                  try {
                    answer(exchange);
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                })
            .start();
        break;
      case "/api/answered-then-failed":
        answer(exchange);
        throw new IllegalStateException("nobody hears");
      case "/api/echo":
        byte[] body = exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("X-By", "echo");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
        break;
      default:
        Agent.work("work").run();
        answer(exchange);
    }
  }

  @Test
  void aRuleReadsHeadersAndBodies() throws IOException {
    String body = "{\"id\": 7, \"kind\": \"book\"}";
    assertThat(Wire.post(port, "/api/echo", "application/json", body, "X-Plan: pro").body())
        .isEqualTo(body);
    agent.spans(1);
    agent
        .metric("posted_total")
        .with("kind", "book")
        .with("plan", "pro")
        .with("id", "7")
        .with("by", "echo")
        .hasValue(1);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    byte[] body = "done".getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.getResponseBody().close();
  }

  private Wire.Answer get(String path, String... headers) throws IOException {
    return Wire.ask(port, "GET", path, headers);
  }

  private static String text(SpanData span, String attribute) {
    return span.getAttributes().get(AttributeKey.stringKey(attribute));
  }

  private static Long status(SpanData span) {
    return span.getAttributes().get(AttributeKey.longKey("http.response.status_code"));
  }

  @Test
  void aRequestIsOneServerOperationNamedByItsContext() throws IOException {
    assertThat(get("/api/x?secret=1")).isEqualTo(new Wire.Answer(200, "done"));
    assertThat(agent.trace(2)).isEqualTo(ONE_REQUEST);
  }

  @Test
  void itsSpanSaysWhatWasAskedForAndByWhom() throws IOException {
    get("/api/x?secret=1", "User-Agent: probe/1");
    SpanData span = agent.span("GET /api");
    assertThat(text(span, "http.request.method")).isEqualTo("GET");
    assertThat(text(span, "http.route")).isEqualTo("/api");
    assertThat(status(span)).isEqualTo(200);
    assertThat(text(span, "url.path")).isEqualTo("/api/x");
    assertThat(text(span, "url.scheme")).isEqualTo("http");
    assertThat(text(span, "server.address")).isEqualTo("localhost");
    assertThat(span.getAttributes().get(AttributeKey.longKey("server.port"))).isEqualTo(port);
    assertThat(text(span, "client.address")).isEqualTo("127.0.0.1");
    assertThat(text(span, "user_agent.original")).isEqualTo("probe/1");
  }

  @Test
  void whatHasNoContextHasNoRoute() throws IOException {
    assertThat(get("/nowhere").status()).isEqualTo(404);
    SpanData span = agent.span("GET");
    assertThat(text(span, "http.route")).isNull();
    assertThat(text(span, "url.path")).isEqualTo("/nowhere");
    assertThat(status(span)).isEqualTo(404);
  }

  @Test
  void anUnknownMethodIsCountedAsOther() throws IOException {
    Wire.ask(port, "BREW", "/api/x");
    assertThat(text(agent.span("HTTP /api"), "http.request.method")).isEqualTo("_OTHER");
  }

  @Test
  void anExceptionFailsTheOperation() {
    Assertions.assertThatThrownBy(() -> get("/api/fail")).isInstanceOf(EOFException.class);
    SpanData span = agent.span("GET /api");
    assertThat(text(span, "error.type")).isEqualTo("java.lang.IllegalStateException");
    assertThat(status(span)).isNull();
    assertThat(span.getStatus()).isEqualTo(StatusData.error());
  }

  @Test
  void anExceptionAfterTheResponseIsNotTheRequests() throws IOException {
    assertThat(get("/api/answered-then-failed").status()).isEqualTo(200);
    assertThat(agent.span("GET /api").getStatus()).isEqualTo(StatusData.unset());
  }

  @Test
  void anAnswerOf500OrMoreFailsTheOperation() throws IOException {
    assertThat(get("/api/unavailable").status()).isEqualTo(503);
    assertThat(text(agent.span("GET /api"), "error.type")).isEqualTo("503");
  }

  @Test
  void aResponseWithoutABodyEndsTheOperation() throws IOException {
    assertThat(get("/api/empty").status()).isEqualTo(204);
    assertThat(status(agent.span("GET /api"))).isEqualTo(204);
  }

  @Test
  void anAnswerFromAnotherThreadEndsTheOperation() throws IOException {
    assertThat(get("/api/late").status()).isEqualTo(200);
    assertThat(status(agent.span("GET /api"))).isEqualTo(200);
  }

  @Test
  void theSendersTraceIsContinued() throws IOException {
    get("/api/x", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    SpanData span = agent.span("GET /api");
    assertThat(span.getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(span.getParentSpanId()).isEqualTo("b7ad6b7169203331");
  }

  @Test
  void requestsOfOneConnectionAreTracesOfTheirOwn() throws IOException {
    try (Wire wire = new Wire(port)) {
      assertThat(wire.ask("GET", "/api/x").status()).isEqualTo(200);
      assertThat(wire.ask("GET", "/api/x").status()).isEqualTo(200);
    }
    agent.spans(4);
    assertThat(agent.traces()).containsExactly(ONE_REQUEST, ONE_REQUEST);
  }
}
