/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.reliability.FaultyBackend.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Whatever the backend does, the application is served and export goes on when it is well. */
@Execution(ExecutionMode.CONCURRENT)
class FaultyBackendTest {
  private static final Duration RESUMES = Duration.ofSeconds(10);
  private static final long MOST_HEAP = 8_000_000;
  private static final Duration SLOWEST = Duration.ofSeconds(1);

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void aFaultIsOneLineAndIsOverWhenTheBackendIsWell(Fault fault) throws Exception {
    endure(
        fault,
        Duration.ofSeconds(3),
        List.of(
            "-Dotel.bsp.schedule.delay=200",
            "-Dotel.metric.export.interval=300",
            "-Dotel.exporter.otlp.timeout=1500"));
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void theSameHoldsOfABackendThatAFileDeclares(Fault fault, @TempDir Path folder) throws Exception {
    try (FaultyBackend backend = new FaultyBackend()) {
      endure(
          backend,
          fault,
          Duration.ofSeconds(3),
          Declared.options(folder, "otlp_http", backend.url(), ", timeout: 1500"));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"STATUS_500", "REFUSED", "HANG"})
  void theSameHoldsOfAProcessorThatBatchesNothing(Fault fault, @TempDir Path folder)
      throws Exception {
    try (FaultyBackend backend = new FaultyBackend()) {
      endure(
          backend,
          fault,
          Duration.ofSeconds(3),
          Declared.options(folder, "simple", "otlp_http", backend.url(), ", timeout: 1500"));
    }
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void aMinuteOfAFaultWithTheDefaultsIsEndured(Fault fault) throws Exception {
    endure(fault, Duration.ofSeconds(60), List.of());
  }

  private static void endure(Fault fault, Duration duration, List<String> settings)
      throws Exception {
    List<String> options = new ArrayList<>(settings);
    try (FaultyBackend backend = new FaultyBackend()) {
      options.add("-Dotel.exporter.otlp.endpoint=" + backend.url());
      options.add("-Dobs.server.enabled=false");
      endure(backend, fault, duration, options);
    }
  }

  private static void endure(
      FaultyBackend backend, Fault fault, Duration duration, List<String> options)
      throws Exception {
    try (Jvm jvm = Jvm.underAgent(options)) {
      awaitNewSpan(backend, jvm, Duration.ofSeconds(30));
      long heapBefore = heap(jvm);
      long requestsBefore = backend.requests();

      backend.set(fault);
      long slowest = 0;
      long end = System.nanoTime() + duration.toNanos();
      while (System.nanoTime() < end) {
        long start = System.nanoTime();
        assertThat(jvm.get("/ping")).isEqualTo("200 pong");
        slowest = Math.max(slowest, System.nanoTime() - start);
        Thread.sleep(5);
      }
      if (fault != Fault.REFUSED) {
        assertThat(backend.requests()).as("requests").isGreaterThan(requestsBefore);
      }
      assertThat(Duration.ofNanos(slowest)).as("slowest").isLessThan(SLOWEST);
      assertThat(heap(jvm) - heapBefore).as("heap").isLessThan(MOST_HEAP);
      assertOneLineAKind(jvm, fault);

      backend.set(Fault.NONE);
      awaitNewSpan(backend, jvm, RESUMES);
    }
  }

  private static void assertOneLineAKind(Jvm jvm, Fault fault) {
    List<String> lines = jvm.lines();
    assertThat(lines).allMatch(line -> line.startsWith("[obs-agent] WARN Cannot export "));
    assertThat(lines).hasSameSizeAs(new HashSet<>(lines));
    List<String> traces = lines.stream().filter(line -> line.contains("export traces:")).toList();
    if (fault == Fault.CLOSE) {
      assertThat(traces).hasSizeBetween(1, 3);
    } else if (fault == Fault.HUGE_BODY || fault == Fault.DRIPPED_BODY) {
      assertThat(traces).isEmpty();
    } else {
      assertThat(traces).hasSize(1);
    }
  }

  private static long heap(Jvm jvm) throws Exception {
    return Long.parseLong(jvm.get("/heap").substring(4));
  }

  /** Spans made from now on arrive. */
  private static void awaitNewSpan(FaultyBackend backend, Jvm jvm, Duration patience)
      throws Exception {
    long now = System.currentTimeMillis() * 1_000_000;
    Poll.until(
        patience,
        () -> "a span arrives; the agent says " + jvm.lines(),
        () -> {
          jvm.get("/ping");
          return backend.received().spans().stream().anyMatch(span -> span.startNanos() > now);
        });
  }
}
