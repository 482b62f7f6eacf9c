/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.obsagent.smoke.servers.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Export over gRPC with the packed jar. */
class GrpcTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration RESUMES = Duration.ofSeconds(10);
  private static final List<Status> FAULTS =
      List.of(Status.INTERNAL, Status.UNAVAILABLE, Status.RESOURCE_EXHAUSTED);

  /** An export that has no answer is given up after 1.5 s. */
  private static final String SOON = "-Dotel.exporter.otlp.timeout=1500";

  private static List<String> options(GrpcBackend backend, String... more) {
    List<String> options =
        new java.util.ArrayList<>(
            List.of(
                "-Dotel.exporter.otlp.protocol=grpc",
                "-Dotel.exporter.otlp.endpoint=" + backend.url(),
                "-Dotel.bsp.schedule.delay=200",
                "-Dotel.metric.export.interval=300",
                "-Dobs.server.enabled=false"));
    options.addAll(List.of(more));
    return options;
  }

  /** The same by a file of declarative configuration, with which exports are soon given up. */
  private static List<String> declared(Path folder, GrpcBackend backend) throws Exception {
    return Declared.options(folder, "otlp_grpc", backend.url(), ", timeout: 1500");
  }

  private static void awaitNewSpan(GrpcBackend backend, Jvm jvm, Duration patience)
      throws Exception {
    long now = System.currentTimeMillis() * 1_000_000;
    Poll.until(
        patience,
        () -> "a span arrives; the agent says " + jvm.lines(),
        () -> {
          assertThat(jvm.get("/ping")).isEqualTo("200 pong");
          return backend.spans().stream().anyMatch(span -> span.getStartTimeUnixNano() > now);
        });
  }

  @Test
  void spansAndMetricsArrive() throws Exception {
    for (String compression : List.of("none", "gzip")) {
      try (GrpcBackend backend = new GrpcBackend();
          Jvm jvm =
              Jvm.underAgent(options(backend, "-Dotel.exporter.otlp.compression=" + compression))) {
        awaitNewSpan(backend, jvm, PATIENCE);
        assertThat(backend.spans()).allMatch(span -> span.getName().equals("GET /ping"));
        Poll.until(PATIENCE, "metrics arrive", () -> backend.metricExports() > 1);
        assertThat(jvm.lines()).isEmpty();
      }
    }
  }

  @Test
  void aFaultIsOneLineAndIsOverWhenTheBackendIsWell() throws Exception {
    for (Status fault : FAULTS) {
      try (GrpcBackend backend = new GrpcBackend()) {
        endureAndRecover(backend, fault, options(backend, SOON));
      }
    }
  }

  @Test
  void aBackendThatHangsIsOneLineAndIsOverWhenItIsWell() throws Exception {
    try (GrpcBackend backend = new GrpcBackend()) {
      endureAndRecover(backend, null, options(backend, SOON));
    }
  }

  @Test
  void theSameHoldsOfABackendThatAFileDeclares(@TempDir Path folder) throws Exception {
    for (Status fault : FAULTS) {
      try (GrpcBackend backend = new GrpcBackend()) {
        endureAndRecover(backend, fault, declared(folder, backend));
      }
    }
  }

  @Test
  void theSameHoldsOfOneThatHangs(@TempDir Path folder) throws Exception {
    try (GrpcBackend backend = new GrpcBackend()) {
      endureAndRecover(backend, null, declared(folder, backend));
    }
  }

  @Test
  void theSameHoldsOfAProcessorThatBatchesNothing(@TempDir Path folder) throws Exception {
    try (GrpcBackend backend = new GrpcBackend()) {
      endureAndRecover(
          backend,
          null,
          Declared.options(folder, "simple", "otlp_grpc", backend.url(), ", timeout: 500"));
    }
  }

  @Test
  void aDeclaredBackendThatIsNotThereIsALineForEachSignal(@TempDir Path folder) throws Exception {
    String nowhere = "http://127.0.0.1:" + Ports.free();
    try (Jvm jvm = Jvm.underAgent(Declared.options(folder, "otlp_grpc", nowhere, ""))) {
      assertThat(jvm.serveUntilBothSignalsAreTold(PATIENCE))
          .anyMatch(line -> line.startsWith("[obs-agent] WARN Cannot export traces: "))
          .anyMatch(line -> line.startsWith("[obs-agent] WARN Cannot export metrics: "))
          .hasSize(2);
    }
  }

  /** Through a fault, or a time without answers when it is null. */
  private static void endureAndRecover(GrpcBackend backend, Status fault, List<String> options)
      throws Exception {
    try (Jvm jvm = Jvm.underAgent(options)) {
      awaitNewSpan(backend, jvm, PATIENCE);
      Poll.until(PATIENCE, "metrics arrive", () -> backend.metricExports() > 1);
      backend.hang(fault == null);
      backend.fail(fault == null ? Status.OK : fault);
      endure(backend, jvm);
      backend.hang(false);
      backend.fail(Status.OK);
      awaitNewSpan(backend, jvm, RESUMES);
    }
  }

  /** Three seconds and at least three attempts of a fault. */
  private static void endure(GrpcBackend backend, Jvm jvm) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
    int before = backend.refused();
    int said = jvm.lines().size();
    Poll.until(
        PATIENCE,
        "attempts are made",
        () -> {
          assertThat(jvm.get("/ping")).isEqualTo("200 pong");
          return System.nanoTime() > end && backend.refused() - before > 2;
        });
    List<String> lines = jvm.lines().subList(said, jvm.lines().size());
    assertThat(lines).allMatch(line -> line.startsWith("[obs-agent] WARN Cannot export "));
    assertThat(lines.stream().filter(line -> line.contains("export traces:"))).hasSize(1);
    assertThat(lines).doesNotHaveDuplicates();
  }

  @Test
  void anInterruptedExportThreadGoesOn() throws Exception {
    try (GrpcBackend backend = new GrpcBackend();
        Jvm jvm = Jvm.underAgent(options(backend))) {
      awaitNewSpan(backend, jvm, PATIENCE);
      for (int i = 0; i < 20; i++) {
        assertThat(jvm.get("/interrupt?obs-export")).isEqualTo("200 1");
        Thread.sleep(20);
      }
      awaitNewSpan(backend, jvm, Duration.ofSeconds(5));
    }
  }

  @Test
  void whatIsLeftIsSentAtTheEnd() throws Exception {
    try (GrpcBackend backend = new GrpcBackend();
        Jvm jvm =
            Jvm.underAgent(options(backend, "-Dotel.bsp.schedule.delay=60000"), "end", "300")) {
      assertThat(jvm.await(PATIENCE)).isZero();
      assertThat(
              backend.spans().stream()
                  .filter(
                      span ->
                          span.getKind()
                              == io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_SERVER))
          .hasSize(300);
    }
  }
}
