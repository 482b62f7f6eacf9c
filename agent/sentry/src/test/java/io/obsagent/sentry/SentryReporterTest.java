/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.sentry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.obsagent.core.error.Errors;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Operations;
import io.opentelemetry.context.Context;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a Sentry server is sent. */
class SentryReporterTest {
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> paths = new LinkedBlockingQueue<>();
  private HttpServer server;
  private Errors errors;

  @BeforeEach
  void serve() throws Exception {
    Operations.ready(null);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::take);
    server.start();
    errors = new Errors();
    errors.reporter(reporter(1));
  }

  private SentryReporter reporter(double sampleRate) {
    return new SentryReporter(
        "http://key@127.0.0.1:" + server.getAddress().getPort() + "/42",
        "shop",
        "staging",
        "shop@1.2",
        sampleRate);
  }

  private void take(HttpExchange exchange) throws IOException {
    paths.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().get("X-Sentry-Auth"));
    received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  @AfterEach
  void stop() {
    errors.reporter(null);
    server.stop(0);
  }

  private static Operation fail(Throwable error) {
    Operation request =
        Operation.start(io.obsagent.core.vocabulary.HttpServer.TYPE, Context.root());
    request.fail(error).end();
    return request;
  }

  private static Throwable lost(int line) {
    Throwable error =
        new IllegalStateException(
            "password=hidden is lost", new IllegalArgumentException("the cause"));
    error.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("java.util.Optional", "get", "Optional.java", 1),
          new StackTraceElement("acme.Shop", "sell" + line, "Shop.java", line)
        });
    return error;
  }

  private String next() throws InterruptedException {
    return received.poll(10, TimeUnit.SECONDS);
  }

  @Test
  void anErrorIsAnEventWithTypeFramesAndTrace() throws Exception {
    Operation request = fail(lost(7));
    String envelope = next();
    assertThat(paths.poll()).startsWith("/api/42/envelope/ [Sentry ").contains("sentry_key=key");
    assertThat(envelope)
        .contains("\"type\":\"event\"")
        .contains("\"type\":\"IllegalStateException\"")
        .contains("\"module\":\"java.lang\"")
        .contains("\"type\":\"IllegalArgumentException\"")
        .contains("\"filename\":\"Shop.java\",\"function\":\"sell7\",\"module\":\"acme.Shop\"")
        .contains("\"lineno\":7")
        .contains("\"in_app\":true")
        .contains("\"trace_id\":\"" + request.traceId() + "\"")
        .contains("\"span_id\":\"" + request.spanId() + "\"")
        .contains("\"service\":\"shop\"")
        .contains("\"environment\":\"staging\"")
        .contains("\"release\":\"shop@1.2\"")
        .contains("\"operation\":\"http.server\"")
        .doesNotContain("hidden");
  }

  @Test
  void theSameErrorIsReportedOnce() throws Exception {
    fail(lost(1));
    fail(lost(1));
    fail(lost(2));
    assertThat(next()).contains("sell1");
    assertThat(next()).contains("sell2");
    assertThat(received).isEmpty();
  }

  @Test
  void noMoreThanTwentyAMinuteAreReported() throws Exception {
    Set<String> reported = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      fail(lost(i));
      if (i < 20) {
        reported.add(next());
      }
    }
    assertThat(reported).hasSize(20).doesNotContainNull();
    assertThat(received.poll(500, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void theProcessGetsNeitherHandlerNorThreadOfTheLibrary() throws Exception {
    fail(lost(3));
    assertThat(next()).isNotNull();
    assertThat(Thread.getDefaultUncaughtExceptionHandler()).isNull();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).contains("sentry"));
  }

  @Test
  void noneOfAHundredIsReportedAtARateOfNone() throws Exception {
    errors.reporter(reporter(0));
    fail(lost(6));
    assertThat(received.poll(500, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void aServerThatRefusesHarmsNobody() throws Exception {
    server.stop(0);
    fail(lost(4));
    fail(lost(5));
    assertThat(received).isEmpty();
  }
}
