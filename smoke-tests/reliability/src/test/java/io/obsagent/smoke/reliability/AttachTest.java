/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import io.obsagent.smoke.backend.Backend;
import io.obsagent.smoke.backend.SeenSpan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However often and however late the agent comes, there is one of it. */
class AttachTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String OPTION = "-javaagent:" + Jvm.AGENT;

  @TempDir Path scratch;

  private static Map<String, String> environment(Backend backend) {
    return Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT", backend.url(),
        "OTEL_BSP_SCHEDULE_DELAY", "100",
        "OBS_SERVER_PORT", "0");
  }

  private static void attach(Jvm jvm, Path jar) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(jvm.process().pid()));
    try {
      machine.loadAgent(jar.toString());
    } finally {
      machine.detach();
    }
  }

  /**
   * Requests until the agent is at work, then exactly one span for each, and one set of threads.
   */
  private static void assertOneAgent(Backend backend, Jvm jvm) throws Exception {
    Poll.until(
        PATIENCE,
        () -> "requests are traced; the agent says " + jvm.lines(),
        () -> {
          jvm.get("/ping");
          return !backend.spans().isEmpty();
        });
    Poll.until(PATIENCE, "the server runs", () -> jvm.get("/threads").contains("obs-server"));
    for (int i = 0; i < 50; i++) {
      jvm.get("/once");
    }
    Poll.until(PATIENCE, "the last span arrives", () -> count(backend) >= 50);
    Thread.sleep(300);
    assertThat(count(backend)).isEqualTo(50);
    String threads = jvm.get("/threads");
    for (String name : List.of("obs-server", "obs-export", "obs-metrics")) {
      assertThat(threads.split(name, -1)).as(name + " in " + threads).hasSize(2);
    }
    assertThat(jvm.lines()).noneMatch(line -> line.startsWith("[obs-agent]"));
  }

  private static long count(Backend backend) {
    List<SeenSpan> spans = backend.spans();
    return spans.stream().filter(span -> "/once".equals(span.attribute("url.path"))).count();
  }

  @Test
  void theSameJarTwiceOnTheCommandLineIsOneAgent() throws Exception {
    try (Backend backend = Backend.start();
        Jvm jvm = Jvm.start(List.of(OPTION, OPTION), environment(backend))) {
      assertOneAgent(backend, jvm);
    }
  }

  @Test
  void twoCopiesOfTheJarAreOneAgent() throws Exception {
    Path copy = Files.copy(Jvm.AGENT, scratch.resolve("copy.jar"));
    try (Backend backend = Backend.start();
        Jvm jvm = Jvm.start(List.of(OPTION, "-javaagent:" + copy), environment(backend))) {
      assertOneAgent(backend, jvm);
      attach(jvm, copy);
      backend.clear();
      assertOneAgent(backend, jvm);
    }
  }

  @Test
  void attachedLateItWeavesWhatIsLoaded() throws Exception {
    try (Backend backend = Backend.start();
        Jvm jvm = Jvm.start(List.of(), environment(backend))) {
      for (int i = 0; i < 20; i++) {
        assertThat(jvm.get("/ping")).isEqualTo("200 pong");
      }
      assertThat(jvm.get("/threads")).doesNotContain("obs-");
      attach(jvm, Jvm.AGENT);
      assertOneAgent(backend, jvm);
      attach(jvm, Jvm.AGENT);
      backend.clear();
      assertOneAgent(backend, jvm);
    }
  }

  @Test
  void attachedToAProcessThatHasItNothingChanges() throws Exception {
    try (Backend backend = Backend.start();
        Jvm jvm = Jvm.start(List.of(OPTION), environment(backend))) {
      assertOneAgent(backend, jvm);
      attach(jvm, Jvm.AGENT);
      backend.clear();
      assertOneAgent(backend, jvm);
    }
  }
}
