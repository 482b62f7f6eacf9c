/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.servers.Ports;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the commands of the packed jar. */
class CommandsTest {
  private static final File JAR = new File("target/obs-agent.jar").getAbsoluteFile();
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();
  private static final Path DOCS = Path.of("../../docs");

  @TempDir Path scratch;

  private record Run(int status, String output) {}

  private Run run(Map<String, String> environment, List<String> options, String... arguments)
      throws Exception {
    List<String> words = new ArrayList<>(List.of(JAVA));
    words.addAll(options);
    words.addAll(List.of("-jar", JAR.toString()));
    words.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.directory(scratch.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Run(process.exitValue(), output);
  }

  private Run run(String... arguments) throws Exception {
    return run(Map.of(), List.of(), arguments);
  }

  @Test
  void helpNamesTheCommands() throws Exception {
    Run run = run("--help");
    assertThat(run.status).isZero();
    assertThat(run.output).contains("Usage: java -jar obs-agent.jar").contains("  metrics ");
  }

  @Test
  void theVersionIsTheJars() throws Exception {
    Run run = run("--version");
    assertThat(run.status).isZero();
    assertThat(run.output).matches("obs-agent \\d+\\.\\d+\\.\\d+\\S*\n");
  }

  @Test
  void anUnknownCommandIsMisuse() throws Exception {
    Run run = run("dcotor");
    assertThat(run.status).isEqualTo(2);
    assertThat(run.output).startsWith("error: there is no command 'dcotor'");
  }

  @Test
  void metricsListsThoseOfTheSettings() throws Exception {
    Run run = run(Map.of("OBS_CATALOGUE", "realstaging"), List.of(), "metrics");
    assertThat(run.status).isZero();
    assertThat(run.output).containsPattern("(?m)^redis_queue_length +gauge +queue +queue.poll \\*");
  }

  @Test
  void checkCountsSoundRules() throws Exception {
    Files.writeString(
        scratch.resolve("rules.yaml"),
        "metrics: {logins_total: {type: counter, on: sql INSERT logins}}");
    Run run = run("check", "rules.yaml");
    assertThat(run.status).isZero();
    assertThat(run.output).isEqualTo("ok: 1 rule\n");
  }

  @Test
  void checkPlacesErrors() throws Exception {
    Files.writeString(scratch.resolve("rules.yaml"), "metrics: {a: {type: counter, on: sq x y}}");
    Run run = run("check", "rules.yaml");
    assertThat(run.status).isEqualTo(1);
    assertThat(run.output).startsWith("rules.yaml:1:34: error: 'sq' is not a source");
  }

  @Test
  void checkBindsMethodsOfAJar() throws Exception {
    Files.writeString(
        scratch.resolve("rules.yaml"),
        "metrics: {a: {type: counter, on: method io.obsagent.bootstrap.Archive#find}}");
    Run run = run("check", "rules.yaml", "--app", JAR.toString());
    assertThat(run.output).contains("  io.obsagent.bootstrap.Archive#find(String name)\n");
  }

  /** A container sets the agent for every JVM that runs in it. */
  @Test
  void commandsDoNotStartTheAgent() throws Exception {
    String option = "-javaagent:" + JAR + "=obs.server.port=many";
    Run run = run(Map.of("JAVA_TOOL_OPTIONS", option), List.of(), "--version");
    assertThat(run.status).isZero();
    assertThat(run.output).contains("obs-agent ").doesNotContain("WARN");
  }

  @Test
  void anApplicationLoadsNothingOfTheCommands() throws Exception {
    Path log = scratch.resolve("classes.txt");
    Process process = application("-Xlog:class+load:file=" + log, "-javaagent:" + JAR);
    stop(process);
    assertThat(Files.readString(log))
        .contains(" io.obsagent.core.AgentStart ")
        .doesNotContain(" io.obsagent.bootstrap.Main ")
        .doesNotContain(" io.obsagent.command.")
        .doesNotContain(" picocli.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"metrics.md", "settings.md"})
  void theDocumentationIsAsRendered(String page) throws Exception {
    assertThat(run("render", "docs", "--to", "docs").status).isZero();
    assertThat(read(DOCS.resolve(page)))
        .as(
            "docs/%s is not what the catalogues and settings say; render it again:%n"
                + "  java -jar agent/dist/target/obs-agent.jar render docs --to docs",
            page)
        .isEqualTo(Files.readString(scratch.resolve("docs").resolve(page)));
  }

  private static String read(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }

  // ---- running processes ----

  /** An application that lives until its input ends. */
  private Process application(String... options) throws IOException {
    Path source = scratch.resolve("Application.java");
    Files.writeString(
        source,
        """
        public class Application {
          public static void main(String[] arguments) throws Exception {
            java.util.concurrent.Executors.newFixedThreadPool(1).shutdown();
            System.out.println("up");
            System.in.read();
          }
        }
        """);
    List<String> words = new ArrayList<>(List.of(JAVA));
    words.addAll(List.of(options));
    words.addAll(
        List.of("-Dotel.traces.exporter=none", "-Dotel.metrics.exporter=none", source.toString()));
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Process process = builder.start();
    byte[] first = process.getInputStream().readNBytes(3);
    assertThat(new String(first, StandardCharsets.UTF_8)).isEqualTo("up\n");
    return process;
  }

  private static void stop(Process process) throws Exception {
    process.destroyForcibly();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void attachStartsTheAgentAndSeesItWork() throws Exception {
    Process process = application();
    try {
      String pid = String.valueOf(process.pid());
      String port = String.valueOf(Ports.free());
      Run run = run("attach", pid, "--options", "obs.server.port=" + port);
      assertThat(run.output)
          .isEqualTo(
              "the agent runs in process " + pid + "\nhttp://127.0.0.1:" + port + "/metrics\n");
      assertThat(run.status).isZero();

      Run explained = run("explain", "http_requests_total", "--url", "http://127.0.0.1:" + port);
      assertThat(explained.status).isZero();
      assertThat(explained.output).startsWith("http_requests_total on http.server * ** (core)");
    } finally {
      stop(process);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void attachingTwiceIsRefused() throws Exception {
    Process process = application("-javaagent:" + JAR, "-Dobs.server.port=0");
    try {
      Run run = run("attach", String.valueOf(process.pid()));
      assertThat(run.status).isEqualTo(1);
      assertThat(run.output).startsWith("error: the agent runs in process " + process.pid());
    } finally {
      stop(process);
    }
  }

  @Test
  void attachToNoJavaProcessIsAnError() throws Exception {
    Run run = run("attach", "1999999999");
    assertThat(run.status).isEqualTo(1);
    assertThat(run.output).startsWith("error: there is no Java process 1999999999; there are [");
  }

  @Test
  void attachOnAJavaThatCannotTellsTheMend() throws Exception {
    List<String> small = List.of("--limit-modules", "java.base,java.instrument,java.management");
    Run run = run(Map.of(), small, "attach", "1");
    assertThat(run.status).isEqualTo(1);
    assertThat(run.output).contains("no module jdk.attach: run the command with a JDK's java");
  }

  @Test
  void doctorOfAProcessKnowsItsSettingsAndAsksItsAgent() throws Exception {
    String port = String.valueOf(Ports.free());
    Process process =
        application("-javaagent:" + JAR + "=obs.server.port=" + port, "-Dobs.semconv=stable");
    try {
      String pid = String.valueOf(process.pid());
      Run run = run("doctor", "--pid", pid);
      for (long end = System.nanoTime() + 20_000_000_000L;
          run.status != 0 && System.nanoTime() < end; ) {
        run = run("doctor", "--pid", pid);
      }
      assertThat(run.output)
          .contains("health http://127.0.0.1:" + port + "/health")
          .containsPattern("(?m)^WOVEN +CLASSES +SUCH AS$")
          .containsPattern("(?m)^thread-pool +\\d+ +java\\.util\\.concurrent\\.")
          .containsPattern("(?m)^obs.server.port +" + port + " +agent argument$")
          .containsPattern("(?m)^obs.semconv +stable +property$");
      assertThat(run.status).isZero();
    } finally {
      stop(process);
    }
  }

  @Test
  void doctorSaysWhereSettingsComeFromAndWhatIsWrong() throws Exception {
    int nobody = Ports.free();
    Run run =
        run(
            Map.of("OBS_SERVER_PORT", "0", "OBS_JOB_TIMEOUT", "soon", "OBS_PII_KEY", "secret"),
            List.of(
                "-Dobs.semconv=stable", "-Dotel.exporter.otlp.endpoint=http://127.0.0.1:" + nobody),
            "doctor");
    assertThat(run.status).isEqualTo(1);
    assertThat(run.output)
        .containsPattern("(?m)^obs.server.port +0 +environment$")
        .containsPattern("(?m)^obs.semconv +stable +property$")
        .containsPattern("(?m)^obs.mdc.enabled +true +default$")
        .contains("problem: obs.job.timeout, from environment: 'soon' is not a whole number")
        .contains("problem: traces: nobody answers at http://127.0.0.1:" + nobody + ": Connection")
        .doesNotContain("secret");
  }

  @Test
  void doctorIsContentWhenAllIsWell() throws Exception {
    try (ServerSocket collector = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      Run run =
          run(
              Map.of("OBS_SERVER_PORT", String.valueOf(Ports.free())),
              List.of("-Dotel.exporter.otlp.endpoint=http://127.0.0.1:" + collector.getLocalPort()),
              "doctor");
      assertThat(run.output)
          .containsPattern("(?m)^server +free$")
          .contains(": reachable")
          .doesNotContain("problem");
      assertThat(run.status).isZero();
    }
  }

  @Test
  void doctorSeesAPortThatIsTaken() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      Run run =
          run(
              Map.of("OBS_SERVER_PORT", String.valueOf(other.getLocalPort())),
              List.of("-Dotel.sdk.disabled=true"),
              "doctor",
              "--json");
      assertThat(run.status).isEqualTo(1);
      assertThat(run.output).contains("\"state\":\"in use by something else\"");
    }
  }
}
