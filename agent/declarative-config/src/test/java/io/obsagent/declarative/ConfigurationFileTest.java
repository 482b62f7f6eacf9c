/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.declarative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import example.orders.Orders;
import io.obsagent.smoke.backend.Backend;
import io.obsagent.smoke.backend.SeenSpan;
import io.obsagent.smoke.servers.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An application under the packed agent, with a file of declarative configuration. */
class ConfigurationFileTest {
  private static final Path JAR = Path.of("target/obs-declarative-config.jar");
  private static final String CLASSES = Path.of("target/test-classes").toAbsolutePath().toString();
  private static final Path AGENT = Path.of("../dist/target/obs-agent.jar");

  /** Where both jars are. */
  @TempDir static Path folder;

  @TempDir Path scratch;

  @BeforeAll
  static void install() throws IOException {
    Files.copy(AGENT, folder.resolve("obs-agent.jar"));
    Files.copy(JAR, folder.resolve("obs-declarative-config.jar"));
  }

  private List<String> order(String yaml, Backend backend, String... options) throws Exception {
    Path file = Files.writeString(scratch.resolve("otel.yaml"), yaml);
    return order(
        folder.resolve("obs-agent.jar"),
        backend,
        List.of(options),
        Map.of("OTEL_CONFIG_FILE", file.toString()));
  }

  /** Takes orders; all lines of the application and the agent. */
  private static List<String> order(
      Path agent, Backend backend, List<String> options, Map<String, String> environment)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(CLASSES);
    command.addAll(options);
    command.add(Orders.class.getName());
    return run(command, agent, backend, environment);
  }

  private static List<String> run(
      List<String> command, Path agent, Backend backend, Map<String, String> environment)
      throws Exception {
    List<String> all = new ArrayList<>(command);
    all.add(1, "-javaagent:" + agent.toAbsolutePath());
    all.add(2, "-XX:TieredStopAtLevel=1");
    ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
    builder.environment().put("OBS_SERVER_PORT", "0");
    builder.environment().put("BACKEND", backend.url());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output.lines().filter(line -> !line.contains("VM warning: Sharing")).toList();
  }

  private static List<String> told(List<String> lines) {
    return lines.stream().filter(line -> line.startsWith("[obs-agent]")).toList();
  }

  private static boolean came(Backend backend, String text) {
    return backend.payloads().stream()
        .anyMatch(body -> new String(body, StandardCharsets.ISO_8859_1).contains(text));
  }

  private static final String WHOLE =
      """
      file_format: "1.1"
      resource:
        attributes:
          - name: service.name
            value: orders
          - name: shop.branch
            value: ${SHOP_BRANCH:-north}
        attributes_list: shop.floor=2
        detection/development:
          detectors: [{service: }, {host: }, {process: }]
      propagator:
        composite: [{tracecontext: }, {b3: }]
      tracer_provider:
        processors:
          # - a span processor
          - batch:
              schedule_delay: 100
              exporter: {otlp_http: {endpoint: "${BACKEND}/v1/traces"}}
        sampler: {parent_based: {root: {always_on: }}}
        limits: {attribute_count_limit: 100}
      meter_provider:
        readers:
          # - a reader
          - periodic:
              interval: 200
              exporter: {otlp_http: {endpoint: "${BACKEND}/v1/metrics"}}
        views:
          - selector: {instrument_name: none}
            stream: {name: other}
      logger_provider:
        processors:
          - batch:
              schedule_delay: 100
              exporter: {otlp_http: {endpoint: "${BACKEND}/v1/logs", compression: gzip}}
      """;

  @Test
  void allSignalsGoWhereItSaysAndAreCalledAsItSays() throws Exception {
    try (Backend backend = Backend.start()) {
      List<String> lines =
          order(WHOLE, backend, "-Dotel.service.name=other", "-Dobs.server.enabled=false");
      assertThat(told(lines)).isEmpty();
      assertThat(backend.spans()).extracting(SeenSpan::title).contains("SERVER GET /order");
      assertThat(backend.resource("orders"))
          .containsEntry("shop.branch", "north")
          .containsEntry("shop.floor", "2")
          .containsEntry("telemetry.distro.name", "obs-agent")
          .containsKeys("process.pid", "host.name", "service.instance.id");
      assertThat(backend.metrics()).contains("http_requests_total");
      assertThat(came(backend, "an order was taken")).isTrue();
      assertThat(lines).anyMatch(line -> line.startsWith("headers ") && line.contains("b3"));
    }
  }

  @Test
  void whatIsNotBatchedArrivesToo() throws Exception {
    String simple =
        WHOLE
            .replace("- batch:", "- simple:")
            .replace("        schedule_delay: 100\n", "")
            .replace(", compression: gzip", "");
    assertThat(simple).doesNotContain("schedule_delay");
    try (Backend backend = Backend.start()) {
      assertThat(told(order(simple, backend))).isEmpty();
      assertThat(backend.spans()).extracting(SeenSpan::title).contains("SERVER GET /order");
      assertThat(came(backend, "an order was taken")).isTrue();
    }
  }

  @Test
  void aFileOfVersion1IsReadAsItIs() throws Exception {
    try (Backend backend = Backend.start()) {
      assertThat(told(order(WHOLE.replace("1.1", "1.0"), backend))).isEmpty();
      assertThat(backend.spans()).extracting(SeenSpan::title).contains("SERVER GET /order");
      assertThat(backend.resource("orders")).containsEntry("shop.branch", "north");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.4", "1.0-rc.1", "1.7"})
  void aFileOfAnotherVersionIsReadWithALineThatSaysSo(String version) throws Exception {
    try (Backend backend = Backend.start()) {
      assertThat(told(order(WHOLE.replace("1.1", version), backend)))
          .singleElement()
          .asString()
          .contains("otel.yaml: its file_format is " + version + "; it is read as 1.1");
      assertThat(backend.spans()).extracting(SeenSpan::title).contains("SERVER GET /order");
    }
  }

  @Test
  void theAgentsPageIsServedAsBefore() throws Exception {
    String port = Integer.toString(Ports.free());
    Path file = Files.writeString(scratch.resolve("otel.yaml"), "file_format: '1.1'\n");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            CLASSES,
            Orders.class.getName(),
            port);
    try (Backend backend = Backend.start()) {
      List<String> lines =
          run(
              command,
              folder.resolve("obs-agent.jar"),
              backend,
              Map.of(
                  "OTEL_CONFIG_FILE",
                  file.toString(),
                  "OBS_SERVER_PORT",
                  port,
                  "OTEL_EXPORTER_OTLP_ENDPOINT",
                  backend.url()));
      assertThat(told(lines)).isEmpty();
      assertThat(lines).anyMatch(line -> line.startsWith("http_requests_total{"));
      assertThat(backend.payloads()).as("nothing is to be exported").isEmpty();
    }
  }

  @Test
  void whatItsSamplerDropsIsCountedAllTheSame() throws Exception {
    try (Backend backend = Backend.start()) {
      order(WHOLE.replace("{parent_based: {root: {always_on: }}}", "{always_off: }"), backend);
      assertThat(backend.spans()).isEmpty();
      assertThat(backend.metrics()).contains("http_requests_total");
    }
  }

  @Test
  void aDisabledSdkExportsNothing() throws Exception {
    try (Backend backend = Backend.start()) {
      assertThat(told(order("disabled: true\n" + WHOLE, backend))).isEmpty();
      assertThat(backend.payloads()).isEmpty();
    }
  }

  @Test
  void modulesAreSwitchedOffAsItSays() throws Exception {
    try (Backend backend = Backend.start()) {
      order(
          WHOLE
              + """
              distribution:
                javaagent:
                  instrumentation: {default_enabled: false, enabled: [http_url_connection]}
              """,
          backend);
      assertThat(backend.spans()).isNotEmpty().allMatch(span -> span.kind().equals("CLIENT"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sampler: {parent_based: {root: {always_on: }}}|sampler: {odd: {}}|tracer_provider.sampler",
        "# - a span processor|- {batch: {exporter: {zipkin: }}}|tracer_provider.processors[0]",
        "# - a reader|- {pull: {exporter: {prometheus/development: }}}|meter_provider.readers[0]",
        "composite: [{tracecontext: }, {b3: }]|composite: [{odd: }]|propagator.composite[0]",
      })
  void aPieceThatIsNoGoodIsOneLineAndTheOthersHold(String from, String to, String piece)
      throws Exception {
    try (Backend backend = Backend.start()) {
      List<String> lines = told(order(WHOLE.replace(from, to), backend));
      assertThat(lines)
          .singleElement()
          .asString()
          .contains("otel.yaml: " + piece + " is left out: ");
      assertThat(backend.spans()).extracting(SeenSpan::title).contains("SERVER GET /order");
      assertThat(backend.metrics()).contains("http_requests_total");
      assertThat(came(backend, "an order was taken")).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "file_format: '2.0'|Unsupported file format '2.0'",
        "{}|Unsupported file format",
        "{file_format: '1.1', tracer_provider: {proc: []}}|Unrecognized field \"proc\"",
        "{file_format: '1.1', tracer_provider: 1}|tracer",
        "tracer_provider: [|:1:"
      })
  void aFileThatIsNoGoodIsOneLineAndTheOtherSettingsHold(String yaml, String reason)
      throws Exception {
    try (Backend backend = Backend.start()) {
      List<String> lines =
          told(
              order(
                  yaml,
                  backend,
                  "-Dotel.exporter.otlp.endpoint=" + backend.url(),
                  "-Dotel.service.name=orders"));
      assertThat(lines).singleElement().asString().contains(reason).endsWith("settings hold");
      assertThat(backend.spans()).extracting(SeenSpan::title).contains("SERVER GET /order");
      assertThat(backend.resource("orders")).isNotEmpty();
    }
  }

  @Test
  void withoutItsJarOneLineSaysWhereToPutItAndTheOtherSettingsHold() throws Exception {
    Path file = Files.writeString(scratch.resolve("otel.yaml"), WHOLE);
    Path alone = Files.copy(AGENT, scratch.resolve("obs-agent.jar"));
    try (Backend backend = Backend.start()) {
      List<String> lines =
          told(
              order(
                  alone,
                  backend,
                  List.of("-Dotel.exporter.otlp.endpoint=" + backend.url()),
                  Map.of("OTEL_CONFIG_FILE", file.toString(), "OTEL_LOGS_EXPORTER", "otlp")));
      assertThat(lines)
          .singleElement()
          .asString()
          .contains(scratch.resolve("obs-declarative-config.jar").toString());
      assertThat(backend.spans()).isNotEmpty();
      assertThat(came(backend, "an order was taken")).isTrue();
    }
  }

  @Test
  void itsJarMayBeNamedAmongTheExtensions() throws Exception {
    Path file = Files.writeString(scratch.resolve("otel.yaml"), WHOLE);
    Path alone = Files.copy(AGENT, scratch.resolve("obs-agent.jar"));
    try (Backend backend = Backend.start()) {
      List<String> lines =
          order(
              alone,
              backend,
              List.of("-Dotel.javaagent.extensions=" + JAR.toAbsolutePath()),
              Map.of("OTEL_CONFIG_FILE", file.toString()));
      assertThat(told(lines)).isEmpty();
      assertThat(backend.resource("orders")).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 25})
  void olderAndNewerJavasDoAsItSays(int version) throws Exception {
    Process script =
        new ProcessBuilder("../../jdk", "--find", Integer.toString(version))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String home = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
    assumeTrue(
        script.waitFor() == 0, "JDK " + version + " is not here: ./jdk " + version + " fetches it");
    String source = "src/test/java/example/orders/Orders.java";
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "--release", "8", "-d", scratch.toString(), source))
        .isZero();
    Path file = Files.writeString(scratch.resolve("otel.yaml"), WHOLE);
    try (Backend backend = Backend.start()) {
      List<String> lines =
          run(
              List.of(
                  Path.of(home, "bin", "java").toString(),
                  "-cp",
                  scratch.toString(),
                  Orders.class.getName()),
              folder.resolve("obs-agent.jar"),
              backend,
              Map.of("OTEL_CONFIG_FILE", file.toString()));
      assertThat(told(lines)).isEmpty();
      assertThat(backend.resource("orders")).containsEntry("shop.branch", "north");
      assertThat(backend.metrics()).contains("http_requests_total");
      assertThat(came(backend, "an order was taken")).isTrue();
    }
  }
}
