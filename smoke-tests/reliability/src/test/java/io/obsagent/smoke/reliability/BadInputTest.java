/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.backend.Backend;
import io.obsagent.smoke.backend.Scrape;
import io.obsagent.smoke.servers.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be used is one line; the application and the rest of the agent go on. */
@Execution(ExecutionMode.CONCURRENT)
class BadInputTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path scratch;

  /** Serves and traces in spite of the options and variables; all lines but the application's. */
  private static List<String> linesOf(List<String> options, Map<String, String> environment)
      throws Exception {
    return linesOf(options, environment, "http_requests_total{");
  }

  private static List<String> linesOf(
      List<String> options, Map<String, String> environment, String metric) throws Exception {
    int port = Ports.free();
    List<String> all =
        new ArrayList<>(
            List.of(
                "-javaagent:" + Jvm.AGENT,
                "-Dotel.bsp.schedule.delay=100",
                "-Dobs.server.port=" + port));
    all.addAll(options);
    try (Backend backend = Backend.start()) {
      if (!environment.containsKey("OTEL_EXPORTER_OTLP_ENDPOINT")) {
        all.add("-Dotel.exporter.otlp.endpoint=" + backend.url());
      }
      try (Jvm jvm = Jvm.start(all, environment)) {
        Poll.until(
            PATIENCE,
            () -> "the request is counted; the agent says " + jvm.lines(),
            () -> {
              assertThat(jvm.get("/ping")).isEqualTo("200 pong");
              return isCounted(port, metric);
            });
        if (!environment.containsKey("OTEL_EXPORTER_OTLP_ENDPOINT")
            && !environment.containsKey("OTEL_METRICS_EXPORTER")) {
          Poll.until(PATIENCE, "spans arrive", () -> !backend.spans().isEmpty());
        }
        return jvm.lines();
      }
    }
  }

  private static boolean isCounted(int port, String wanted) throws Exception {
    try {
      return Jvm.fetch("http://127.0.0.1:" + port + "/metrics").contains(wanted);
    } catch (IOException notYet) {
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OTEL_PROPAGATORS, odd",
    "OTEL_TRACES_EXPORTER, odd",
    "OTEL_TRACES_SAMPLER, odd",
    "OTEL_EXPORTER_OTLP_PROTOCOL, odd",
    "OTEL_EXPORTER_OTLP_COMPRESSION, brotli",
    "OTEL_EXPORTER_OTLP_HEADERS, odd",
    "OTEL_EXPORTER_OTLP_CERTIFICATE, /no/such/file",
    "OTEL_RESOURCE_ATTRIBUTES, odd",
    "OTEL_BSP_MAX_QUEUE_SIZE, -1",
    "OTEL_METRIC_EXPORT_INTERVAL, -1",
    "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT, -1",
    "OBS_CATALOGUE, odd",
    "OBS_RULES, /no/such/file",
    "OBS_MDC_ENABLED, odd"
  })
  void aSettingThatCannotBeUsedIsOneLineAndItsDefaultHolds(String variable, String value)
      throws Exception {
    List<String> lines = linesOf(List.of(), Map.of(variable, value));
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0)).startsWith("[obs-agent] WARN ");
    assertThat(lines.get(0))
        .containsAnyOf(value, variable.toLowerCase(java.util.Locale.ROOT).replace('_', '.'));
  }

  @Test
  void severalSettingsThatCannotBeUsedAreALineEach() throws Exception {
    List<String> lines =
        linesOf(
            List.of(),
            Map.of(
                "OTEL_PROPAGATORS", "odd",
                "OTEL_TRACES_SAMPLER", "odd",
                "OTEL_EXPORTER_OTLP_HEADERS", "secret"));
    assertThat(lines)
        .anyMatch(line -> line.contains("otel.propagators"))
        .anyMatch(line -> line.contains("otel.traces.sampler"))
        .anyMatch(line -> line.contains("otel.exporter.otlp.headers"))
        .noneMatch(line -> line.contains("secret"))
        .hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "http://no-such-host.invalid:4318, no-such-host.invalid",
    "http://127.0.0.1:1, Connection refused"
  })
  void anEndpointThatCannotBeReachedIsOneLine(String endpoint, String told) throws Exception {
    List<String> lines =
        linesOf(
            List.of("-Dotel.exporter.otlp.timeout=500"),
            Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint, "OTEL_METRICS_EXPORTER", "none"));
    assertThat(lines).hasSizeLessThan(2).allMatch(line -> line.contains(told));
  }

  @Test
  void anEndpointThatIsNoneIsOneLineAndTheDefaultHolds() throws Exception {
    List<String> lines =
        linesOf(
            List.of("-Dotel.traces.exporter=none"),
            Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://",
                "OTEL_METRIC_EXPORT_INTERVAL",
                "86400000"));
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0)).contains("otel.exporter.otlp.endpoint");
  }

  @Test
  void aMalformedCatalogueIsALineAndOthersHold() throws Exception {
    Path broken = Files.writeString(scratch.resolve("broken.yaml"), "metrics: [\n");
    Path good =
        Files.writeString(
            scratch.resolve("good.yaml"),
            """
            version: 1
            metrics:
              pings_total:
                type: counter
                on: http.server * **
                help: Requests
            """);
    List<String> lines =
        linesOf(List.of("-Dobs.rules=" + broken + "," + good), Map.of(), "\npings_total ");
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0)).startsWith("[obs-agent] WARN " + broken + ":");
  }

  /** A method so long that nothing can be added to it. */
  @Test
  void aClassThatCannotBeWovenIsALineAndRunsAsItIs() throws Exception {
    Path source = scratch.resolve("LongDriver.java");
    Files.writeString(
        source,
        """
        public class LongDriver {
          public static abstract class Statement implements java.sql.Statement {
            @Override
            public int executeUpdate(String sql) {
              int i = 0;
              %s
              return i;
            }
          }

          public static void main(String[] arguments) throws Exception {
            System.out.println(Statement.class.getDeclaredMethods().length > 0 ? "loaded" : "?");
            example.reliability.App.main(arguments);
          }
        }
        """
            .formatted("i++;".repeat(21_835)));
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(
                    null,
                    null,
                    null,
                    "-cp",
                    Jvm.classes(),
                    "-d",
                    scratch.toString(),
                    source.toString()))
        .isZero();
    int port = Ports.free();
    try (Backend backend = Backend.start();
        Jvm jvm =
            Jvm.startMain(
                List.of(
                    "-javaagent:" + Jvm.AGENT,
                    "-Dotel.exporter.otlp.endpoint=" + backend.url(),
                    "-Dotel.bsp.schedule.delay=100",
                    "-Dobs.server.port=" + port),
                Map.of(),
                scratch + java.io.File.pathSeparator + Jvm.classes(),
                "LongDriver")) {
      Poll.until(
          PATIENCE,
          "requests are traced",
          () -> {
            jvm.get("/ping");
            return !backend.spans().isEmpty();
          });
      assertThat(jvm.lines()).contains("loaded").hasSize(2);
      assertThat(jvm.lines())
          .filteredOn(line -> line.startsWith("[obs-agent]"))
          .singleElement()
          .asString()
          .startsWith("[obs-agent] WARN class LongDriver$Statement is left as it is: ");
      Scrape scrape = Scrape.from("http://127.0.0.1:" + port + "/metrics");
      assertThat(scrape.sum("obs_weaving_failures_total")).isEqualTo(1);
    }
  }
}
