/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.obsagent.smoke.backend.Backend;
import io.obsagent.smoke.servers.Ports;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runtimes that lack modules: the application is whole, and the agent does what it can. */
@Execution(ExecutionMode.CONCURRENT)
class JlinkTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LINKING = Duration.ofMinutes(5);
  private static final String[] WITHOUT_MANAGEMENT = {
    "[obs-agent] INFO this Java runtime lacks the module java.management: there are no metrics of"
        + " the JVM's memory, threads and collections"
  };

  @TempDir Path scratch;

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void theSmallestImageIsTracedAndMeasured(int version) throws Exception {
    Path jdk = Jvm.bin(version);
    assumeTrue(jdk != null, "JDK " + version + " is not here: ./jdk " + version + " fetches it");
    Path bin = link(jdk, Set.of("java.base", "java.instrument", "java.logging"));
    assertItIsTracedAndMeasured(bin, List.of(), WITHOUT_MANAGEMENT);
    String endpoint = "${sys:otel.exporter.otlp.endpoint}";
    assertItIsTracedAndMeasured(
        bin, Declared.options(scratch, "otlp_http", endpoint, ""), WITHOUT_MANAGEMENT);
    assertItIsMeasuredOverGrpc(bin);
  }

  /** By a file of declarative configuration. */
  private void assertItIsMeasuredOverGrpc(Path bin) throws Exception {
    try (GrpcBackend backend = new GrpcBackend()) {
      List<String> options =
          new ArrayList<>(Declared.options(scratch, "otlp_grpc", backend.url(), ""));
      options.add("-javaagent:" + Jvm.AGENT);
      try (Jvm jvm =
          Jvm.start(bin, options, Map.of(), Jvm.classes(), "example.reliability.Plain")) {
        Poll.until(
            PATIENCE,
            "spans and metrics are exported; the agent says " + jvm.lines(),
            () -> {
              assertThat(jvm.get("/call")).isEqualTo("200 called: pong");
              return !backend.spans().isEmpty() && backend.metricExports() > 0;
            });
        assertThat(jvm.lines())
            .filteredOn(line -> line.startsWith("[obs-agent]"))
            .containsExactly(WITHOUT_MANAGEMENT);
      }
    }
  }

  /** By an option of the JVM that hides modules, which is quicker than to link. */
  @ParameterizedTest
  @ValueSource(
      strings = {"java.sql", "jdk.httpserver", "java.desktop", "java.management", "java.naming"})
  void aModuleThatIsHiddenIsNotMissed(String module) throws Exception {
    String others = String.join(",", allWithout(module));
    assertItIsTracedAndMeasured(Jvm.BIN, List.of("--limit-modules", others), said(module));
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(
      strings = {"java.sql", "jdk.httpserver", "java.desktop", "java.management", "java.naming"})
  void aModuleThatIsNotInTheImageIsNotMissed(String module) throws Exception {
    assertItIsTracedAndMeasured(link(Jvm.BIN, allWithout(module)), List.of(), said(module));
  }

  private static String[] said(String missing) {
    return missing.equals("java.management") ? WITHOUT_MANAGEMENT : new String[0];
  }

  /** All modules of this JDK but one and those that need it. */
  private static Set<String> allWithout(String module) {
    Set<String> gone = new HashSet<>(Set.of(module));
    Set<String> left = new TreeSet<>();
    int before = 0;
    while (gone.size() != before) {
      before = gone.size();
      left.clear();
      for (ModuleReference reference : ModuleFinder.ofSystem().findAll()) {
        boolean needsIt = gone.contains(reference.descriptor().name());
        for (Requires required : reference.descriptor().requires()) {
          needsIt |= gone.contains(required.name());
        }
        (needsIt ? gone : left).add(reference.descriptor().name());
      }
    }
    return left;
  }

  /** The {@code bin} of a new image. */
  private Path link(Path jdk, Set<String> modules) throws Exception {
    String jlink = jdk.resolve("jlink").toString();
    boolean links =
        Files.exists(jdk.resolveSibling("jmods"))
            || Run.of(LINKING, List.of(jlink, "--help"))
                .lines()
                .toString()
                .contains("Linking from run-time image enabled");
    assumeTrue(links, "this JDK has nothing to link: " + jdk);
    Path image = scratch.resolve("image");
    Run link =
        Run.of(
            LINKING,
            List.of(
                jlink,
                "--add-modules",
                String.join(",", modules),
                "--strip-debug",
                "--output",
                image.toString()));
    assertThat(link.status()).as("%s", link.lines()).isZero();
    return image.resolve("bin");
  }

  private static void assertItIsTracedAndMeasured(Path bin, List<String> options, String... said)
      throws Exception {
    int port = Ports.free();
    try (Backend backend = Backend.start()) {
      List<String> all = new ArrayList<>(options);
      all.add("-javaagent:" + Jvm.AGENT);
      all.add("-Dotel.exporter.otlp.endpoint=" + backend.url());
      all.add("-Dotel.bsp.schedule.delay=200");
      all.add("-Dotel.metric.export.interval=300");
      all.add("-Dobs.server.enabled=true");
      all.add("-Dobs.server.port=" + port);
      try (Jvm jvm = Jvm.start(bin, all, Map.of(), Jvm.classes(), "example.reliability.Plain")) {
        assertThat(jvm.get("/ping")).isEqualTo("200 pong");
        Poll.until(
            PATIENCE,
            () -> "calls are traced; the agent says " + jvm.lines(),
            () -> {
              assertThat(jvm.get("/call")).isEqualTo("200 called: pong");
              return backend.spans().stream().anyMatch(span -> span.title().equals("CLIENT GET"));
            });
        Poll.until(PATIENCE, "metrics are exported", () -> !backend.metrics().isEmpty());
        assertThat(Jvm.fetch("http://127.0.0.1:" + port + "/metrics"))
            .startsWith("200 ")
            .contains("\nobs_operations_lost_total 0");
        assertThat(jvm.lines())
            .filteredOn(line -> line.startsWith("[obs-agent]"))
            .containsExactly(said);
      }
    }
  }
}
