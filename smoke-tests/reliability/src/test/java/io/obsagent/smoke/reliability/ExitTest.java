/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.backend.Backend;
import io.obsagent.smoke.reliability.FaultyBackend.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was seen is sent before the process is gone, however it ends. */
class ExitTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int REQUESTS = 1000;
  private static final int DELIVERED = 999;

  private static List<String> options(String url) {
    return List.of(
        "-Dotel.exporter.otlp.endpoint=" + url,
        "-Dotel.bsp.schedule.delay=600000",
        "-Dotel.metric.export.interval=600000",
        "-Dobs.server.enabled=false");
  }

  private static long served(Backend backend) {
    return backend.spans().stream().filter(span -> span.kind().equals("SERVER")).count();
  }

  @Test
  void theEndOfMainLosesNothing() throws Exception {
    try (Backend backend = Backend.start();
        Jvm jvm = Jvm.underAgent(options(backend.url()), "end", Integer.toString(REQUESTS))) {
      assertThat(jvm.await(PATIENCE)).isZero();
      assertThat(served(backend)).isBetween((long) DELIVERED, (long) REQUESTS);
      assertThat(backend.metrics()).isNotEmpty();
      assertThat(jvm.lines()).isEmpty();
    }
  }

  @Test
  void systemExitLosesNothingAndKeepsItsStatus() throws Exception {
    try (Backend backend = Backend.start();
        Jvm jvm = Jvm.underAgent(options(backend.url()), "exit", Integer.toString(REQUESTS))) {
      assertThat(jvm.await(PATIENCE)).isEqualTo(7);
      assertThat(served(backend)).isBetween((long) DELIVERED, (long) REQUESTS);
      assertThat(jvm.lines()).isEmpty();
    }
  }

  @Test
  void aSignalLosesNothingAndIsObeyedAtOnce() throws Exception {
    try (Backend backend = Backend.start();
        Jvm jvm = Jvm.underAgent(options(backend.url()))) {
      for (int i = 0; i < REQUESTS; i++) {
        jvm.get("/ping");
      }
      assertThat(end(jvm)).isLessThan(Duration.ofSeconds(1));
      assertThat(served(backend)).isBetween((long) DELIVERED, (long) REQUESTS);
    }
  }

  @Test
  void whatEndsBeforeTheAgentIsReadyIsSentToo() throws Exception {
    for (String how : List.of("end", "exit")) {
      try (Backend backend = Backend.start();
          Jvm jvm = Jvm.underAgent(options(backend.url()), how, "1")) {
        jvm.await(PATIENCE);
        assertThat(served(backend)).as(how).isEqualTo(1);
        assertThat(jvm.lines()).as(how).isEmpty();
      }
    }
  }

  @Test
  void aProcessThatIsOverAtOnceIsNotHeldUp() throws Exception {
    try (Backend backend = Backend.start();
        Jvm jvm = Jvm.underAgent(options(backend.url()), "exit", "0")) {
      assertThat(jvm.await(PATIENCE)).isEqualTo(7);
      assertThat(jvm.lines()).isEmpty();
    }
  }

  @Test
  void aBackendThatHangsDelaysTheEndByThreeSecondsAtMost() throws Exception {
    try (FaultyBackend backend = new FaultyBackend();
        Jvm jvm = Jvm.underAgent(options(backend.url()))) {
      backend.set(Fault.HANG);
      serveAndEndSoon(jvm);
      assertThat(backend.requests()).isPositive();
    }
  }

  @Test
  void aGrpcBackendThatHangsDelaysTheEndByThreeSecondsAtMost() throws Exception {
    try (GrpcBackend backend = new GrpcBackend();
        Jvm jvm =
            Jvm.underAgent(
                List.of(
                    "-Dotel.exporter.otlp.protocol=grpc",
                    "-Dotel.exporter.otlp.endpoint=" + backend.url(),
                    "-Dobs.server.enabled=false"))) {
      backend.hang(true);
      serveAndEndSoon(jvm);
      assertThat(backend.refused()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch", "simple"})
  void theSameHoldsOfBackendsThatAFileDeclares(String processor, @TempDir Path folder)
      throws Exception {
    try (FaultyBackend backend = new FaultyBackend();
        Jvm jvm =
            Jvm.underAgent(Declared.options(folder, processor, "otlp_http", backend.url(), ""))) {
      backend.set(Fault.HANG);
      serveAndEndSoon(jvm);
      assertThat(backend.requests()).isPositive();
    }
    try (GrpcBackend backend = new GrpcBackend();
        Jvm jvm =
            Jvm.underAgent(Declared.options(folder, processor, "otlp_grpc", backend.url(), ""))) {
      backend.hang(true);
      serveAndEndSoon(jvm);
      assertThat(backend.refused()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch", "simple"})
  void theEndLosesNothingOfWhatAFileHasExported(String processor, @TempDir Path folder)
      throws Exception {
    try (Backend backend = Backend.start();
        Jvm jvm =
            Jvm.underAgent(
                Declared.options(folder, processor, "otlp_http", backend.url(), ""),
                "exit",
                "300")) {
      assertThat(jvm.await(PATIENCE)).isEqualTo(7);
      assertThat(served(backend)).isEqualTo(300);
      assertThat(backend.metrics()).isNotEmpty();
      assertThat(jvm.lines()).isEmpty();
    }
  }

  @Test
  void whatEndsDuringTheShutdownIsSentToo() throws Exception {
    try (Backend backend = Backend.start();
        Jvm jvm = Jvm.underAgent(options(backend.url()), "graceful")) {
      Poll.until(PATIENCE, "the agent is up", () -> jvm.get("/threads").contains("obs-metrics"));
      end(jvm);
      assertThat(jvm.lines()).containsExactly("shut down");
      assertThat(backend.spans().stream().map(span -> span.attribute("url.path")))
          .contains("/late");
    }
  }

  /** More than a batch of requests, then the end by a signal, which may take three seconds. */
  private static void serveAndEndSoon(Jvm jvm) throws Exception {
    for (int i = 0; i < 600; i++) {
      jvm.get("/ping");
    }
    assertThat(end(jvm)).isLessThan(Duration.ofSeconds(3));
  }

  /** Ends it by a signal; how long that took. */
  private static Duration end(Jvm jvm) throws Exception {
    long start = System.nanoTime();
    jvm.terminate();
    jvm.await(PATIENCE);
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
