/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.obsagent.smoke.backend.Backend;
import io.obsagent.smoke.servers.Servers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JVM's AOT cache, made and used with the agent. */
class AotCacheTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final String SMALL_APP = "example.small.SmallApp";
  private static final String NEST = "example.reliability.Nest";

  @TempDir Path scratch;

  private Path cache;
  private Path loaded;

  @BeforeEach
  void name() {
    cache = scratch.resolve("app.aot");
    loaded = scratch.resolve("loaded.txt");
  }

  @Test
  void trainingExportsNothingAndItsCacheHoldsTheAgentToo() throws Exception {
    Path bin = Jvm.bin(25);
    assumeTrue(bin != null, "JDK 25 is not here: ./jdk 25 fetches it");
    String application = Jvm.smallApp().toString();
    try (Backend backend = Backend.start()) {
      List<String> options =
          List.of(
              "-javaagent:" + Jvm.AGENT,
              "-Dotel.exporter.otlp.endpoint=" + backend.url(),
              "-Dotel.bsp.schedule.delay=200",
              "-Dobs.server.port=0");
      List<String> training = new ArrayList<>(Jvm.SMALL);
      training.addAll(options);
      training.add("-XX:AOTCacheOutput=" + cache);
      training.addAll(List.of("-cp", application, SMALL_APP, "0", "", "once"));
      Run trained = Run.java(bin, PATIENCE, training);
      assertThat(trained.status()).as("%s", trained.lines()).isZero();
      assertThat(trained.lines())
          .filteredOn(line -> line.startsWith("[obs-agent]"))
          .containsExactly("[obs-agent] INFO this run makes an AOT cache: nothing is exported");
      assertThat(backend.payloads()).isEmpty();

      List<String> production = new ArrayList<>(options);
      production.add("-XX:AOTMode=on");
      production.add("-XX:AOTCache=" + cache);
      production.add("-Xlog:class+load:file=" + loaded);
      try (Jvm jvm = Jvm.start(bin, production, Map.of(), application, SMALL_APP, "0", "")) {
        assertThat(jvm.get("/work")).isEqualTo("200 one");
        Poll.until(PATIENCE, "spans arrive", () -> !backend.spans().isEmpty());
        assertThat(jvm.lines()).noneMatch(line -> line.startsWith("[obs-agent]"));
      }
      assertFromCache(loaded, SMALL_APP, "io.obsagent.core.AgentStart");
    }
  }

  private static void assertFromCache(Path loaded, String... names) throws IOException {
    List<String> classes = Files.readAllLines(loaded);
    for (String name : names) {
      assertThat(classes)
          .filteredOn(line -> line.contains(" " + name + " source:"))
          .singleElement()
          .asString()
          .contains("shared objects file");
    }
  }

  /** The JVM would archive the lambda and leave out the host of its nest, to crash over it. */
  @Test
  void aCacheWithLambdasOfAWovenClassesNestIsUsed() throws Exception {
    Path bin = Jvm.bin(25);
    assumeTrue(bin != null, "JDK 25 is not here: ./jdk 25 fetches it");
    List<String> command = new ArrayList<>(List.of("-javaagent:" + Jvm.AGENT));
    command.addAll(List.of("-Dotel.traces.exporter=none", "-Dobs.server=false"));
    command.addAll(List.of("-cp", nest().toString(), NEST));
    assertThat(trainAndRun(bin, Jvm.SMALL, command)).containsExactly("ran");
    assertFromCache(loaded, "io.obsagent.core.AgentStart");
  }

  /** A jar, as archived classes come from no other place. */
  private Path nest() throws IOException {
    Path packed = scratch.resolve("nest.jar");
    try (OutputStream file = Files.newOutputStream(packed);
        JarOutputStream jar = new JarOutputStream(file)) {
      for (String name : List.of(NEST, NEST + "$Member")) {
        String entry = name.replace('.', '/') + ".class";
        jar.putNextEntry(new ZipEntry(entry));
        jar.write(Files.readAllBytes(Path.of(Jvm.classes(), entry)));
      }
    }
    return packed;
  }

  /** Trains with default options otherwise; what the run with the cache printed. */
  private List<String> trainAndRun(Path bin, List<String> options, List<String> command)
      throws Exception {
    List<String> training = new ArrayList<>(options);
    training.add("-XX:AOTCacheOutput=" + cache);
    training.addAll(command);
    Run trained = Run.java(bin, PATIENCE, training);
    assertThat(trained.status()).as("%s", trained.lines()).isZero();
    assertThat(trained.lines()).noneMatch(line -> line.contains("fatal error"));

    List<String> production = new ArrayList<>(options);
    production.addAll(List.of("-XX:AOTMode=on", "-XX:AOTCache=" + cache));
    production.add("-Xlog:class+load:file=" + loaded);
    production.addAll(command);
    Run run = Run.java(bin, PATIENCE, production);
    assertThat(run.status()).as("%s", run.lines()).isZero();
    return run.lines();
  }

  @Tag("long")
  @Test
  void aSpringBootApplicationStartsFromACacheWithTheAgent() throws Exception {
    Path bin = Jvm.bin(25);
    assumeTrue(bin != null, "JDK 25 is not here: ./jdk 25 fetches it");
    Path unpacked = scratch.resolve("unpacked");
    Run extracted =
        Run.java(
            bin,
            PATIENCE,
            List.of(
                "-Djarmode=tools",
                "-jar",
                Jvm.springApp().toString(),
                "extract",
                "--destination",
                unpacked.toString()));
    assertThat(extracted.status()).as("%s", extracted.lines()).isZero();
    try (Backend backend = Backend.start();
        Servers servers = Servers.startDatabases()) {
      List<String> command =
          List.of(
              "-javaagent:" + Jvm.AGENT,
              "-Dotel.exporter.otlp.endpoint=" + backend.url(),
              "-Dobs.server.port=0",
              "-Dspring.context.exit=onRefresh",
              "-Dserver.port=0",
              "-Dspring.datasource.url=" + servers.postgres().jdbcUrl(),
              "-Dspring.datasource.username=" + servers.postgres().user(),
              "-Dspring.datasource.password=" + servers.postgres().password(),
              "-Drealstaging.redis-url=" + servers.redis().url(),
              "-Drealstaging.jwt-secret=0123456789abcdef0123456789abcdef",
              "-Drealstaging.s3-access-key=key",
              "-Drealstaging.s3-secret-key=secret",
              "-jar",
              unpacked.resolve("realstaging-api.jar").toString());
      assertThat(trainAndRun(bin, List.of(), command))
          .noneMatch(line -> line.startsWith("[obs-agent]"))
          .anyMatch(line -> line.contains("Start completed"));
      assertFromCache(
          loaded, "org.springframework.boot.SpringApplication", "io.obsagent.core.AgentStart");
      assertThat(backend.spans()).isNotEmpty();
    }
  }
}
