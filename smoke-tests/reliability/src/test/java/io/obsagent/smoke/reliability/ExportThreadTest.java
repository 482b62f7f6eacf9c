/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.backend.Backend;
import io.obsagent.smoke.backend.Scrape;
import io.obsagent.smoke.servers.Ports;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Nothing that happens to the export thread ends it. */
class ExportThreadTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration RESUMES = Duration.ofSeconds(5);

  private static Jvm jvm(Backend backend) throws Exception {
    return jvm(backend, 100);
  }

  private static Jvm jvm(Backend backend, int delay) throws Exception {
    return jvm(backend, delay, "-Dobs.server.enabled=false");
  }

  private static Jvm jvm(Backend backend, int delay, String server) throws Exception {
    return Jvm.underAgent(
        List.of(
            "-Dotel.exporter.otlp.endpoint=" + backend.url(),
            "-Dotel.bsp.schedule.delay=" + delay,
            "-Dotel.metric.export.interval=200",
            server));
  }

  private static void awaitNewSpan(Backend backend, Jvm jvm, Duration patience) throws Exception {
    long now = System.currentTimeMillis() * 1_000_000;
    Poll.until(
        patience,
        () -> "a span arrives; the agent says " + jvm.lines(),
        () -> {
          assertThat(jvm.get("/ping")).isEqualTo("200 pong");
          return backend.spans().stream().anyMatch(span -> span.startNanos() > now);
        });
  }

  @Test
  void interruptsAreSurvivedAndCounted() throws Exception {
    int port = Ports.free();
    try (Backend backend = Backend.start();
        Jvm jvm = jvm(backend, 100, "-Dobs.server.port=" + port)) {
      awaitNewSpan(backend, jvm, PATIENCE);
      for (int i = 0; i < 50; i++) {
        for (String thread : List.of("obs-export", "obs-metrics")) {
          assertThat(jvm.get("/interrupt?" + thread)).as(thread).isEqualTo("200 1");
        }
      }
      awaitNewSpan(backend, jvm, RESUMES);
      backend.clear();
      Poll.until(RESUMES, "metrics arrive", () -> !backend.metrics().isEmpty());
      assertThat(jvm.lines()).noneMatch(line -> line.contains("Exception in thread"));
      Scrape scrape = Scrape.from("http://127.0.0.1:" + port + "/metrics");
      assertThat(scrape.sum("obs_export_restarts_total", "signal", "spans")).isPositive();
      assertThat(scrape.sum("obs_export_restarts_total", "signal", "metrics")).isPositive();
    }
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_19, disabledReason = "Thread.stop throws nothing there")
  void anErrorThrownIntoTheThreadsIsSurvived() throws Exception {
    try (Backend backend = Backend.start();
        Jvm jvm = jvm(backend)) {
      awaitNewSpan(backend, jvm, PATIENCE);
      for (int i = 0; i < 10; i++) {
        for (String thread : List.of("obs-export", "obs-metrics")) {
          assertThat(jvm.get("/stop?" + thread)).as(thread).isEqualTo("200 1");
        }
        Thread.sleep(30);
      }
      awaitNewSpan(backend, jvm, RESUMES);
      backend.clear();
      Poll.until(RESUMES, "metrics arrive", () -> !backend.metrics().isEmpty());
    }
  }

  @Test
  void aFullHeapIsSurvived() throws Exception {
    try (Backend backend = Backend.start();
        Jvm jvm = jvm(backend, 1000)) {
      awaitNewSpan(backend, jvm, PATIENCE);
      assertThat(jvm.get("/ping")).isEqualTo("200 pong");
      String answer = jvm.get("/fill?2000");
      assertThat(answer).startsWith("200 ");
      assertThat(Integer.parseInt(answer.substring(4))).isGreaterThan(1);
      awaitNewSpan(backend, jvm, RESUMES);
    }
  }
}
