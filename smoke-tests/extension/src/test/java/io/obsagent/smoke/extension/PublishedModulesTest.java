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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(output).isZero();

      List<String> lines = output.lines().toList();
      assertThat(lines).contains("guava heard", "okhttp 1", "jedis OK");
      List<String> said = lines.stream().filter(line -> line.contains("[obs-agent]")).toList();
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

  private static String statement(SeenSpan span) {
    return span.attribute("db.statement");
  }
}
