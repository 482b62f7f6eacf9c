/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.testing.Agent;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A container that no instrumentation knows: Undertow, as long as its own is left out. */
class UnknownContainerTest {
  @RegisterExtension static final Agent agent = Agent.with(new ServletInstrumentation());

  private static final UndertowTest UNDERTOW = new UndertowTest();
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    port = UNDERTOW.start();
  }

  @AfterAll
  static void stop() {
    UNDERTOW.stop();
  }

  private static Wire.Answer get(String path) throws IOException {
    return Wire.ask(port, "GET", path);
  }

  @Test
  void aRequestIsOneServerOperationNamedByItsRoute() throws IOException {
    assertThat(get("/app/api/x")).isEqualTo(new Wire.Answer(200, "done"));
    assertThat(agent.trace(2)).isEqualTo("SERVER GET /app/api/*\n  INTERNAL work");
  }

  @Test
  void aFilterThatAnswersItselfIsServedWithoutARoute() throws IOException {
    assertThat(get("/app/api/turned-away").status()).isEqualTo(429);
    assertThat(ServletServerCases.status(agent.span("GET"))).isEqualTo(429);
  }

  @Test
  void aForwardIsPartOfTheOperation() throws IOException {
    get("/app/api/forward");
    assertThat(agent.trace(2)).isEqualTo("SERVER GET /app/api/*\n  INTERNAL page");
  }

  @Test
  void anExceptionFailsTheOperation() throws IOException {
    assertThat(get("/app/api/fail").status()).isEqualTo(500);
    SpanData span = agent.span("GET /app/api/*");
    assertThat(ServletServerCases.status(span)).isEqualTo(500);
    assertThat(ServletServerCases.text(span, "error.type"))
        .isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  void anAsynchronousRequestEndsWhenItCompletes() throws IOException {
    assertThat(get("/app/api/async-complete").status()).isEqualTo(200);
    assertThat(ServletServerCases.status(agent.span("GET /app/api/*"))).isEqualTo(200);
  }

  @Test
  void anAsynchronousRequestThatTimesOutFails() throws IOException {
    assertThat(get("/app/api/async-timeout").status()).isEqualTo(500);
    SpanData span = agent.span("GET /app/api/*");
    assertThat(ServletServerCases.status(span)).isEqualTo(500);
    assertThat(span.getStatus()).isEqualTo(StatusData.error());
  }
}
