/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.extension;

import static org.assertj.core.api.Assertions.assertThat;

import example.bookings.Bookings;
import io.obsagent.smoke.backend.Backend;
import io.obsagent.smoke.backend.Trace;
import io.obsagent.smoke.servers.Ports;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application under OpenTelemetry's agent, with the packed extension. */
class ObsExtensionTest {
  private static final String NEWEST = "opentelemetry-javaagent.jar";
  private static final String OLDEST = "opentelemetry-javaagent-oldest.jar";
  private static final String EXTENSION = new File("target/obs-extension.jar").getAbsolutePath();

  private static List<String> book(
      String agent, Backend backend, List<String> options, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-javaagent:target/" + agent);
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Dotel.javaagent.extensions=" + EXTENSION);
    command.add("-Dotel.exporter.otlp.endpoint=" + backend.url());
    command.add("-Dotel.service.name=bookings");
    command.add("-Dobs.rules=src/test/resources/rules.yaml");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Bookings.class.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output.lines().toList();
  }

  @Test
  void metricsAreAddedAndSpansAreTheOtherAgentsAlone() throws Exception {
    try (Backend backend = Backend.start()) {
      List<String> lines = book(NEWEST, backend, List.of(), "2");
      assertThat(lines).noneMatch(line -> line.contains("[obs-agent]"));

      Trace trace =
          backend.await(
              one -> one.spans().stream().anyMatch(span -> span.name().equals("GET")),
              Duration.ofSeconds(20));
      assertThat(trace.text())
          .isEqualTo(
              """
              CLIENT GET
                SERVER GET /book
                  CLIENT INSERT bookings.bookings""");
      assertThat(lines.stream().filter(line -> line.startsWith("traceparent")))
          .hasSize(2)
          .anyMatch(line -> line.contains(trace.root().traceId()));
      assertThat(backend.metrics())
          .contains("http_requests_total", "bookings_total", "booked_total");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {OLDEST, NEWEST})
  void thePageIsServedWhereItIsAskedFor(String agent) throws Exception {
    String port = Integer.toString(Ports.free());
    try (Backend backend = Backend.start()) {
      List<String> lines =
          book(
              agent,
              backend,
              List.of("-Dobs.server.enabled=true", "-Dobs.server.port=" + port),
              "3",
              port);
      assertThat(lines)
          .contains(
              "http_requests_total{endpoint=\"/book\",method=\"GET\",status=\"200\"} 3",
              "bookings_total 3",
              "booked_total 3");
    }
  }
}
