/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import app.Gate;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What holds for every servlet container. It serves, in the context {@code /app}: {@link Gate}
 * before everything, {@link Probe} at {@code /api/*}, {@link Page} at {@code /exact}, {@code *.do}
 * and {@code /error}, which is the page of errors 500 and 503.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServletServerCases {
  @RegisterExtension
  static final Agent agent =
      Agent.with(Instrumentations.all())
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
                sessions: {type: gauge, on: http.session}
                being_served: {type: gauge, on: http.server.active}
                limited_total: {type: counter, on: event ratelimit.rejected, labels: {what: identifier}}
                refused_total: {type: counter, on: event auth.failure, labels: {why: error}}
              """);

  private static final String ITEMS = "{\"items\": [{}, {\"kind\": \"book\"}]}";

  private int port;

  /** Starts the container on any port of the loopback interface. */
  abstract int start() throws Exception;

  abstract void stop() throws Exception;

  final int port() {
    return port;
  }

  @BeforeAll
  void startServer() throws Exception {
    port = start();
  }

  @AfterAll
  void stopServer() throws Exception {
    stop();
  }

  Wire.Answer get(String path, String... headers) throws IOException {
    return Wire.ask(port, "GET", path, headers);
  }

  /** The span of a request whose client hangs up in the midst of the response. */
  SpanData hungUp() throws IOException {
    try (Wire wire = new Wire(port)) {
      wire.send(wire.request("GET", "/app/api/flood"));
      wire.hear();
    }
    return agent.span("GET /app/api/*");
  }

  static String text(SpanData span, String attribute) {
    return span.getAttributes().get(AttributeKey.stringKey(attribute));
  }

  static Long status(SpanData span) {
    return span.getAttributes().get(AttributeKey.longKey("http.response.status_code"));
  }

  @Test
  void aRequestIsOneServerOperationNamedByItsRoute() throws Exception {
    assertThat(get("/app/api/x?secret=1")).isEqualTo(new Wire.Answer(200, "done"));
    assertThat(agent.trace(2)).isEqualTo("SERVER GET /app/api/*\n  INTERNAL work");
  }

  @Test
  void itsSpanSaysWhatWasAskedForAndByWhom() throws Exception {
    get("/app/api/x?secret=1", "User-Agent: probe/1", "X-Forwarded-For: 203.0.113.9, 10.0.0.1");
    SpanData span = agent.span("GET /app/api/*");
    assertThat(text(span, "http.request.method")).isEqualTo("GET");
    assertThat(text(span, "http.method")).isEqualTo("GET");
    assertThat(text(span, "http.route")).isEqualTo("/app/api/*");
    assertThat(status(span)).isEqualTo(200);
    assertThat(text(span, "url.path")).isEqualTo("/app/api/x");
    assertThat(text(span, "url.scheme")).isEqualTo("http");
    assertThat(text(span, "server.address")).isEqualTo("localhost");
    assertThat(span.getAttributes().get(AttributeKey.longKey("server.port"))).isEqualTo(port);
    assertThat(text(span, "client.address")).isEqualTo("203.0.113.9");
    assertThat(text(span, "user_agent.original")).isEqualTo("probe/1");
    assertThat(span.getStatus()).isEqualTo(StatusData.unset());
    assertThat(span.getAttributes().toString()).doesNotContain("secret");
  }

  @Test
  void withoutAProxyTheClientIsThePeer() throws Exception {
    get("/app/exact");
    assertThat(text(agent.span("GET /app/exact"), "client.address")).isEqualTo("127.0.0.1");
  }

  /** Whether the container's bodies can be looked at. */
  boolean readsBodies() {
    return true;
  }

  private void assertPosted(String kind, String plan, String by) {
    agent.spans(1);
    agent
        .metric("posted_total")
        .with("kind", readsBodies() ? kind : "unknown")
        .with("plan", plan)
        .with("id", readsBodies() ? "i1" : "unknown")
        .with("by", by)
        .hasValue(1);
  }

  @Test
  void aRuleReadsHeadersAndTheStreamsOfBodies() throws IOException {
    assertThat(Wire.post(port, "/app/api/stream", "application/json", ITEMS, "X-Plan: pro").body())
        .isEqualTo("{\"asked\": " + ITEMS.length() + ", \"id\": \"i1\"}");
    assertPosted("book", "pro", "stream");
  }

  @Test
  void aRuleReadsBodiesBehindReadersAndWriters() throws IOException {
    assertThat(Wire.post(port, "/app/api/reader", "application/json; charset=utf-8", ITEMS).body())
        .isEqualTo("{\"asked\": " + ITEMS.length() + ", \"id\": \"i1\"}");
    assertPosted("book", "unknown", "reader");
  }

  @Test
  void sessionsAreThoseThatTheContainerKeeps() throws IOException {
    agent.metric("sessions").hasValue(0);
    assertThat(get("/app/api/log-in").status()).isEqualTo(200);
    agent.metric("sessions").hasValue(1);
  }

  @Test
  void refusalsAreEvents() throws IOException {
    get("/app/api/limited");
    get("/app/api/secret");
    agent.spans(2);
    agent.metric("limited_total").with("what", "/app/api/*").hasValue(1);
    agent.metric("refused_total").with("why", "unauthorized").hasValue(1);
    agent.metric("being_served").hasValue(0);
  }

  @Test
  void aRuleReadsFormsThatTheContainerReadsForParameters() throws IOException {
    assertThat(
            Wire.post(
                    port,
                    "/app/api/parameters",
                    "application/x-www-form-urlencoded",
                    "kind=a&items%5B1%5D.kind=a+book&z=1")
                .body())
        .isEqualTo("{\"asked\": 1, \"id\": \"i1\"}");
    assertPosted("a book", "unknown", "unknown");
  }

  @Test
  void aRuleReadsTheLastFieldOfAFormThatHasNoLength() throws IOException {
    String form = "kind=a&items[1].kind=last";
    try (Wire wire = new Wire(port)) {
      String head =
          wire.request(
              "POST",
              "/app/api/parameters",
              "Content-Type: application/x-www-form-urlencoded",
              "Transfer-Encoding: chunked");
      wire.send(head + Integer.toHexString(form.length()) + "\r\n" + form + "\r\n0\r\n\r\n");
      assertThat(wire.answer("POST").body()).isEqualTo("{\"asked\": 1, \"id\": \"i1\"}");
    }
    assertPosted("last", "unknown", "unknown");
  }

  @Test
  void aRuleReadsACompressedBodyThatReachesTheApplicationAsItIs() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream stream = new GZIPOutputStream(zipped)) {
      stream.write(ITEMS.getBytes(StandardCharsets.UTF_8));
    }
    String body = zipped.toString(StandardCharsets.ISO_8859_1);
    int asked = zipped.toString(StandardCharsets.UTF_8).length();
    assertThat(
            Wire.post(port, "/app/api/stream", "application/json", body, "Content-Encoding: gzip")
                .body())
        .isEqualTo("{\"asked\": " + asked + ", \"id\": \"i1\"}");
    assertPosted("book", "unknown", "stream");
  }

  @Test
  void aRuleReadsBodiesThatAnotherThreadReadsAndWrites() throws IOException {
    assertThat(Wire.post(port, "/app/api/async-stream", "application/json", ITEMS).body())
        .isEqualTo("{\"asked\": " + ITEMS.length() + ", \"id\": \"i1\"}");
    assertPosted("book", "unknown", "stream");
  }

  @Test
  void aSessionIdInThePathIsNotRecorded() throws Exception {
    get("/app/api/x;jsessionid=CANARY");
    assertThat(text(agent.span("GET /app/api/*"), "url.path")).isEqualTo("/app/api/x");
  }

  @Test
  void anExtensionIsARoute() throws Exception {
    assertThat(get("/app/some/page.do").status()).isEqualTo(200);
    agent.span("GET /app/*.do");
  }

  @Test
  void whatNoServletIsMappedToHasNoRoute() throws Exception {
    assertThat(get("/app/nowhere/4711").status()).isEqualTo(404);
    SpanData span = agent.span("GET");
    assertThat(text(span, "http.route")).isNull();
    assertThat(status(span)).isEqualTo(404);
    assertThat(span.getStatus()).isEqualTo(StatusData.unset());
  }

  @Test
  void aFilterThatAnswersItselfIsServedWithoutARoute() throws Exception {
    assertThat(get("/app/api/turned-away").status()).isEqualTo(429);
    assertThat(status(agent.span("GET"))).isEqualTo(429);
  }

  @Test
  void anUnknownMethodIsCountedAsOther() throws Exception {
    Wire.ask(port, "BREW", "/app/api/x");
    SpanData span = agent.span("HTTP /app/api/*");
    assertThat(text(span, "http.request.method")).isEqualTo("_OTHER");
  }

  @Test
  void anExceptionFailsTheOperationAndTheErrorPageIsPartOfIt() throws Exception {
    assertThat(get("/app/api/fail")).isEqualTo(new Wire.Answer(500, "page"));
    assertThat(agent.trace(2)).isEqualTo("SERVER GET /app/api/*\n  INTERNAL page");
    SpanData span = agent.span("GET /app/api/*");
    assertThat(status(span)).isEqualTo(500);
    assertThat(text(span, "error.type")).isEqualTo("java.lang.IllegalStateException");
    assertThat(span.getStatus()).isEqualTo(StatusData.error());
    assertThat(span.getEvents()).extracting("name").containsExactly("exception");
  }

  @Test
  void aServletExceptionIsUnwrapped() throws Exception {
    get("/app/api/fail-wrapped");
    assertThat(text(agent.span("GET /app/api/*"), "error.type"))
        .isEqualTo("java.lang.UnsupportedOperationException");
  }

  @Test
  void anAnswerOf500OrMoreFailsTheOperation() throws Exception {
    assertThat(get("/app/api/unavailable").status()).isEqualTo(503);
    SpanData span = agent.span("GET /app/api/*");
    assertThat(text(span, "error.type")).isEqualTo("503");
    assertThat(span.getEvents()).isEmpty();
  }

  @Test
  void anAnswerOf400OrMoreDoesNot() throws Exception {
    assertThat(get("/app/api/teapot").status()).isEqualTo(418);
    assertThat(agent.span("GET /app/api/*").getStatus()).isEqualTo(StatusData.unset());
  }

  @Test
  void aForwardIsPartOfTheOperation() throws Exception {
    assertThat(get("/app/api/forward").body()).isEqualTo("page");
    assertThat(agent.trace(2)).isEqualTo("SERVER GET /app/api/*\n  INTERNAL page");
  }

  @Test
  void anIncludeIsPartOfTheOperation() throws Exception {
    assertThat(get("/app/api/include").body()).isEqualTo("page");
    assertThat(agent.trace(2)).isEqualTo("SERVER GET /app/api/*\n  INTERNAL page");
  }

  @Test
  void anAsynchronousRequestEndsWhenItCompletes() throws Exception {
    assertThat(get("/app/api/async-complete")).isEqualTo(new Wire.Answer(200, "done"));
    assertThat(agent.trace(1)).isEqualTo("SERVER GET /app/api/*");
    assertThat(status(agent.span("GET /app/api/*"))).isEqualTo(200);
  }

  @Test
  void aTaskThatAnAsynchronousRequestStartsIsPartOfIt() throws Exception {
    assertThat(get("/app/api/async-start")).isEqualTo(new Wire.Answer(200, "done"));
    assertThat(agent.trace(2)).isEqualTo("SERVER GET /app/api/*\n  INTERNAL started");
  }

  @Test
  void anAsynchronousDispatchGoesOnWithTheSameOperation() throws Exception {
    assertThat(get("/app/api/async-dispatch")).isEqualTo(new Wire.Answer(200, "done"));
    assertThat(agent.trace(2)).isEqualTo("SERVER GET /app/api/*\n  INTERNAL dispatched");
  }

  @Test
  void anExceptionInAnAsynchronousDispatchFailsTheOperation() throws Exception {
    assertThat(get("/app/api/async-fail").status()).isEqualTo(500);
    SpanData span = agent.span("GET /app/api/*");
    assertThat(text(span, "error.type")).isEqualTo("java.lang.IllegalStateException");
    assertThat(status(span)).isEqualTo(500);
  }

  @Test
  void anAsynchronousRequestThatTimesOutFails() throws Exception {
    assertThat(get("/app/api/async-timeout").status()).isEqualTo(500);
    SpanData span = agent.span("GET /app/api/*");
    assertThat(status(span)).isEqualTo(500);
    assertThat(span.getStatus()).isEqualTo(StatusData.error());
    assertThat(span.getEndEpochNanos() - span.getStartEpochNanos()).isGreaterThan(50_000_000L);
  }

  @Test
  void theSendersTraceIsContinued() throws Exception {
    get(
        "/app/api/x",
        "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "tracestate: a=b");
    SpanData span = agent.span("GET /app/api/*");
    assertThat(span.getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(span.getParentSpanId()).isEqualTo("b7ad6b7169203331");
    assertThat(span.getSpanContext().getTraceState().get("a")).isEqualTo("b");
  }

  @Test
  void requestsOfOneConnectionAreTracesOfTheirOwn() throws Exception {
    try (Wire wire = new Wire(port)) {
      for (int i = 0; i < 3; i++) {
        assertThat(wire.ask("GET", "/app/api/x").status()).isEqualTo(200);
      }
    }
    agent.spans(6);
    assertThat(agent.traces())
        .containsExactlyElementsOf(List.of(ONE_REQUEST, ONE_REQUEST, ONE_REQUEST));
  }

  private static final String ONE_REQUEST = "SERVER GET /app/api/*\n  INTERNAL work";

  @Test
  void pipelinedRequestsAreTracesOfTheirOwn() throws Exception {
    try (Wire wire = new Wire(port)) {
      String request = wire.request("GET", "/app/api/x");
      wire.send(request + request);
      assertThat(wire.answer("GET").status()).isEqualTo(200);
      assertThat(wire.answer("GET").status()).isEqualTo(200);
    }
    agent.spans(4);
    assertThat(agent.traces()).containsExactly(ONE_REQUEST, ONE_REQUEST);
  }

  @Test
  void anAsynchronousRequestMayFollowAnotherOnItsConnection() throws Exception {
    try (Wire wire = new Wire(port)) {
      wire.ask("GET", "/app/api/async-dispatch");
      wire.ask("GET", "/app/api/x");
      wire.ask("GET", "/app/api/async-complete");
    }
    agent.spans(5);
    assertThat(agent.traces())
        .containsExactly(
            "SERVER GET /app/api/*\n  INTERNAL dispatched", ONE_REQUEST, "SERVER GET /app/api/*");
  }

  @Test
  void whatAnApplicationLeavesCurrentDoesNotReachTheNextRequest() throws Exception {
    try (Wire wire = new Wire(port)) {
      wire.ask("GET", "/app/api/leak");
      wire.ask("GET", "/app/api/x");
    }
    agent.spans(3);
    assertThat(agent.traces()).containsExactly("SERVER GET /app/api/*", ONE_REQUEST);
  }
}
