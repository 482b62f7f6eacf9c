/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
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
}
