/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.extension;

import static org.assertj.core.api.Assertions.assertThat;

import example.published.Libraries;
import io.obsagent.smoke.backend.Backend;
import io.obsagent.smoke.backend.SeenSpan;
import io.obsagent.smoke.central.PublishedModules;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Many modules of OpenTelemetry's own agent, as they are published, given as extensions. */
class PublishedModulesTest {
  private static final File AGENT = new File("../../agent/dist/target/obs-agent.jar");

  @Test
  void modulesWorkOrAreLeftOutByNameAndTheApplicationRuns() throws Exception {
    PublishedModules modules = PublishedModules.get();
    try (Backend backend = Backend.start()) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-javaagent:" + AGENT.getCanonicalPath(),
                  modules.setting(),
                  "-Dotel.exporter.otlp.endpoint=" + backend.url(),
                  "-Dobs.server.port=0",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Libraries.class.getName())
              .redirectErrorStream(true)
              .start();
      Queue<String> printed = new ConcurrentLinkedQueue<>();
      Thread reader = new Thread(() -> process.inputReader().lines().forEach(printed::add));
      reader.start();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!modules.outcomes(said(printed)).equals(modules.expected())
          && System.nanoTime() < deadline) {
        Thread.sleep(100);
      }
      process.outputWriter().close();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      reader.join();
      String output = String.join("\n", printed);
      assertThat(process.exitValue()).as(output).isZero();

      assertThat(printed).contains("guava heard", "okhttp 1", "jedis OK");
      List<String> said = said(printed);
      assertThat(modules.outcomes(said)).isEqualTo(modules.expected());
      assertThat(PublishedModules.subjects(said)).doesNotHaveDuplicates();
      assertThat(said)
          .anyMatch(line -> line.matches(".*OkHttp3\\w+ is left out: it needs io.opentelemetry.*"))
          .anyMatch(
              line ->
                  line.matches(
                      ".*Method\\w+ is left out: .*io/opentelemetry/javaagent/tooling/.*"));
      assertThat(output).doesNotContain("advice ");

      backend.await(
          trace -> trace.spans().stream().anyMatch(span -> "SET key ?".equals(statement(span))),
          Duration.ofSeconds(20));
    }
  }

  private static List<String> said(Collection<String> lines) {
    return lines.stream().filter(line -> line.contains("[obs-agent]")).toList();
  }

  private static String statement(SeenSpan span) {
    return span.attribute("db.statement");
  }
}
