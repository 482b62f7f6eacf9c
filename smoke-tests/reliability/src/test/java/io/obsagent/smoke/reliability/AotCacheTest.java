/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.obsagent.smoke.backend.Backend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JVM's AOT cache, made and used with the agent. */
class AotCacheTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final String SMALL_APP = "example.small.SmallApp";

  @TempDir Path scratch;

  @Test
  void trainingExportsNothingAndItsCacheHoldsTheAgentToo() throws Exception {
    Path bin = Jvm.bin(25);
    assumeTrue(bin != null, "JDK 25 is not here: ./jdk 25 fetches it");
    String cache = scratch.resolve("app.aot").toString();
    Path loaded = scratch.resolve("loaded.txt");
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
      List<String> classes = Files.readAllLines(loaded);
      for (String name : List.of(SMALL_APP, "io.obsagent.core.AgentStart")) {
        assertThat(classes)
            .filteredOn(line -> line.contains(" " + name + " source:"))
            .singleElement()
            .asString()
            .contains("shared objects file");
      }
    }
  }
}
