/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.backend.Backend;
import io.obsagent.smoke.servers.Ports;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The agent's own exports, and scrapes of it, are no operations. */
@Execution(ExecutionMode.CONCURRENT)
class IdleTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ENOUGH = 12;
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SCRAPE_INTERVAL = Duration.ofSeconds(15);

  @Test
  void anIdleAgentMakesNoSpansOverHttp() throws Exception {
    int port = Ports.free();
    try (Backend backend = Backend.start();
        Jvm jvm =
            Jvm.underAgent(
                List.of(
                    "-Dotel.exporter.otlp.endpoint=" + backend.url(),
                    "-Dotel.bsp.schedule.delay=100",
                    "-Dotel.metric.export.interval=200",
                    "-Dobs.server.port=" + port))) {
      Poll.until(PATIENCE, "metrics are exported", () -> backend.payloads().size() >= ENOUGH);
      for (int i = 0; i < 10; i++) {
        assertThat(Jvm.fetch("http://127.0.0.1:" + port + "/metrics")).startsWith("200 ");
      }
      assertThat(jvm.get("/ping")).isEqualTo("200 pong");
      Poll.until(PATIENCE, "the application's span arrives", () -> !backend.spans().isEmpty());
      assertThat(backend.spans()).hasSize(1);
      assertThat(backend.spans().get(0).title()).isEqualTo("SERVER GET /ping");
    }
  }

  @Test
  void anIdleAgentMakesNoSpansThroughAProxy() throws Exception {
    try (Backend backend = Backend.start();
        Jvm jvm =
            Jvm.underAgent(
                List.of(
                    "-Dhttp.proxyHost=127.0.0.1",
                    "-Dhttp.proxyPort=9",
                    "-Dhttp.nonProxyHosts=127.*",
                    "-Dotel.exporter.otlp.endpoint=" + backend.url(),
                    "-Dotel.bsp.schedule.delay=100",
                    "-Dotel.metric.export.interval=200",
                    "-Dobs.server.enabled=false"))) {
      Poll.until(PATIENCE, "metrics are exported", () -> backend.payloads().size() >= ENOUGH);
      assertThat(jvm.get("/ping")).isEqualTo("200 pong");
      Poll.until(PATIENCE, "the application's span arrives", () -> !backend.spans().isEmpty());
      assertThat(backend.spans()).hasSize(1);
    }
  }

  @Test
  void anIdleAgentMakesNoSpansOverGrpc() throws Exception {
    try (GrpcBackend backend = new GrpcBackend();
        Jvm jvm =
            Jvm.underAgent(
                List.of(
                    "-Dotel.exporter.otlp.protocol=grpc",
                    "-Dotel.exporter.otlp.endpoint=" + backend.url(),
                    "-Dotel.bsp.schedule.delay=100",
                    "-Dotel.metric.export.interval=200",
                    "-Dobs.server.enabled=false"))) {
      Poll.until(PATIENCE, "metrics are exported", () -> backend.metricExports() >= ENOUGH);
      assertThat(jvm.get("/ping")).isEqualTo("200 pong");
      Poll.until(PATIENCE, "the application's span arrives", () -> !backend.spans().isEmpty());
      assertThat(backend.spans()).hasSize(1);
      assertThat(backend.spans().get(0).getName()).isEqualTo("GET /ping");
    }
  }

  @Tag("long")
  @Test
  void fiveIdleMinutesMakeNoSpansOverHttp() throws Exception {
    int port = Ports.free();
    try (Backend backend = Backend.start();
        Jvm jvm =
            Jvm.underAgent(
                List.of(
                    "-Dotel.exporter.otlp.endpoint=" + backend.url(),
                    "-Dobs.server.port=" + port))) {
      idle(port);
      assertThat(backend.payloads()).hasSizeGreaterThanOrEqualTo(4);
      assertThat(backend.spans()).isEmpty();
      assertThat(jvm.get("/ping")).isEqualTo("200 pong");
      Poll.until(PATIENCE, "the application's span arrives", () -> !backend.spans().isEmpty());
      assertThat(backend.spans()).hasSize(1);
      assertThat(jvm.lines()).isEmpty();
    }
  }

  @Tag("long")
  @Test
  void fiveIdleMinutesMakeNoSpansOverGrpc() throws Exception {
    int port = Ports.free();
    try (GrpcBackend backend = new GrpcBackend();
        Jvm jvm =
            Jvm.underAgent(
                List.of(
                    "-Dotel.exporter.otlp.protocol=grpc",
                    "-Dotel.exporter.otlp.endpoint=" + backend.url(),
                    "-Dobs.server.port=" + port))) {
      idle(port);
      assertThat(backend.metricExports()).isGreaterThanOrEqualTo(4);
      assertThat(backend.spans()).isEmpty();
      assertThat(jvm.get("/ping")).isEqualTo("200 pong");
      Poll.until(PATIENCE, "the application's span arrives", () -> !backend.spans().isEmpty());
      assertThat(backend.spans()).hasSize(1);
      assertThat(jvm.lines()).isEmpty();
    }
  }

  /** Nothing but scrapes at the usual interval. */
  private static void idle(int port) throws Exception {
    long end = System.nanoTime() + LONG.toNanos();
    while (System.nanoTime() < end) {
      Thread.sleep(SCRAPE_INTERVAL.toMillis());
      assertThat(Jvm.fetch("http://127.0.0.1:" + port + "/metrics")).startsWith("200 ");
    }
  }
}
