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

/** Starts JVMs with the packed jar, in ways that go well and ways that do not. */
class StartTest {
  private static final File JAR = new File("target/obs-agent.jar").getAbsoluteFile();
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");

  @TempDir Path scratch;

  private record Run(int status, String output) {}

  private Run run(Map<String, String> environment, String... command) throws Exception {
    List<String> words = new ArrayList<>(List.of(command));
    words.set(0, JAVA.resolve(command[0]).toString());
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.directory(scratch.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().put("OBS_SERVER_PORT", "0");
    builder.environment().put("OTEL_TRACES_EXPORTER", "none");
    builder.environment().put("OTEL_METRICS_EXPORTER", "none");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Run(process.exitValue(), output.replaceAll("(?m)^.*VM warning: Sharing.*\\R", ""));
  }

  /**
   * Prints the names of the agent's threads and what happened to the platform's loggers and MBeans.
   */
  private String application() throws IOException {
    Path source = scratch.resolve("Application.java");
    Files.writeString(
        source,
        """
        public class Application {
          public static void main(String[] arguments) throws Exception {
            System.out.println("hello");
            long end = System.currentTimeMillis() + (arguments.length > 0 ? Long.parseLong(arguments[0]) : 0);
            while (System.currentTimeMillis() < end && !isServed()) {
              Thread.sleep(20);
            }
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
              if (thread.getName().startsWith("obs-")) {
                System.out.println("thread " + thread.getName());
              }
            }
          }

          static boolean isServed() {
            return Thread.getAllStackTraces().keySet().stream().anyMatch(t -> t.getName().equals("obs-server"));
          }
        }
        """);
    return source.toString();
  }

  private static String agent() {
    return "-javaagent:" + JAR;
  }

  @Test
  void anApplicationRunsAsBefore() throws Exception {
    Run run = run(Map.of(), "java", agent(), application());
    assertThat(run.status).isZero();
    assertThat(run.output).startsWith("hello\n");
  }

  @Test
  void theSameJarTwiceIsOneAgent() throws Exception {
    Run run = run(Map.of(), "java", agent(), agent(), application(), "20000");
    assertThat(run.status).isZero();
    assertThat(run.output.lines().filter(line -> line.equals("thread obs-server")))
        .hasSizeLessThan(2);
    assertThat(run.output).doesNotContain("WARN");
  }

  @ParameterizedTest
  @ValueSource(strings = {"OBS_ENABLED", "OTEL_JAVAAGENT_ENABLED"})
  void theKillSwitchLeavesNothing(String variable) throws Exception {
    Run run = run(Map.of(variable, "false"), "java", agent(), application(), "700");
    assertThat(run.status).isZero();
    assertThat(run.output).isEqualTo("hello\n");
  }

  @Test
  void toolsOfTheJdkAreLeftAlone() throws Exception {
    Map<String, String> options = Map.of("JAVA_TOOL_OPTIONS", agent());
    String picked = "Picked up JAVA_TOOL_OPTIONS: " + agent() + "\n";
    for (String[] command :
        List.of(
            new String[] {"javac", "-version"},
            new String[] {"jar", "--version"},
            new String[] {"keytool", "-help"},
            new String[] {"jcmd", "-h"},
            new String[] {"jstack", "-h"})) {
      Run without = run(Map.of(), command);
      Run with = run(options, command);
      assertThat(with.output).as(command[0]).isEqualTo(picked + without.output);
      assertThat(with.status).as(command[0]).isEqualTo(without.status);
    }
  }

  @Test
  void badSettingsAreALineEach() throws Exception {
    Run run =
        run(
            Map.of(
                "OBS_SERVER_PORT", "many",
                "OBS_SEMCONV", "odd",
                "OTEL_BSP_SCHEDULE_DELAY", "soon",
                "OTEL_TRACES_SAMPLER", "traceidratio",
                "OTEL_TRACES_SAMPLER_ARG", "two",
                "OTEL_METRICS_EXEMPLAR_FILTER", "some",
                "OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"),
            "java",
            agent(),
            "-Dobs.server.enabled=false",
            application(),
            "4000");
    assertThat(run.status).isZero();
    assertThat(run.output).contains("hello\n");
    assertThat(run.output.lines().filter(line -> line.contains("WARN")))
        .anyMatch(line -> line.contains("obs.server.port: 'many' is not a whole number"))
        .anyMatch(line -> line.contains("obs.semconv: 'odd' is not one of [both, stable]"))
        .anyMatch(line -> line.contains("otel.bsp.schedule.delay"))
        .anyMatch(line -> line.contains("otel.traces.sampler.arg: 'two'"))
        .anyMatch(line -> line.contains("otel.metrics.exemplar.filter: 'some' is not one of"))
        .anyMatch(
            line -> line.contains("otel.exporter.otlp.endpoint: 'collector:4318' is not a URL"))
        .hasSize(6);
  }

  @Test
  void theSettingsFileBesideTheJarHolds() throws Exception {
    Path folder = Files.createDirectory(scratch.resolve("with settings"));
    Path copy = Files.copy(JAR.toPath(), folder.resolve("obs-agent.jar"));
    Files.writeString(folder.resolve("obs-agent.yaml"), "obs:\n  enabled: false\n  nothing: 1\n");
    Run run = run(Map.of(), "java", "-javaagent:" + copy, application(), "700");
    assertThat(run.output)
        .isEqualTo(
            "[obs-agent] WARN "
                + folder.resolve("obs-agent.yaml")
                + ": there is no setting 'obs.nothing'\nhello\n");
  }

  @Test
  void aSettingsFileThatIsNoneIsALine() throws Exception {
    Path malformed = Files.writeString(scratch.resolve("malformed.yaml"), "obs: [");
    Run run =
        run(
            Map.of(
                "OBS_CONFIG",
                malformed.toString(),
                "OTEL_JAVAAGENT_CONFIGURATION_FILE",
                "missing.properties"),
            "java",
            agent(),
            application());
    assertThat(run.output.lines().filter(line -> line.contains("WARN")))
        .containsExactlyInAnyOrder(
            "[obs-agent] WARN missing.properties: there is no such settings file",
            "[obs-agent] WARN "
                + malformed
                + ":1:7: error: expected the node content, but found '<stream end>'");
    assertThat(run.output).contains("hello\n");
  }

  @Test
  void settingsOfTheSdkMayStandInTheAgentsArgument() throws Exception {
    Run run =
        run(Map.of(), "java", agent() + "=otel.bsp.schedule.delay=soon", application(), "20000");
    assertThat(run.output).contains("WARN otel.bsp.schedule.delay");
  }

  @Test
  void whatNobodyUsesIsNotLoaded() throws Exception {
    Run run =
        run(Map.of(), "java", agent(), "-Xlog:class+load:stdout:none", application(), "20000");
    assertThat(run.output).contains("thread obs-server");
    assertThat(
            run.output
                .lines()
                .filter(
                    line ->
                        line.startsWith("net.bytebuddy.")
                            || line.startsWith("io.obsagent.core.extension.")
                            || line.startsWith("io.obsagent.core.settings.SettingsFiles"))
                .map(line -> line.substring(0, line.indexOf(' '))))
        .containsExactly("net.bytebuddy.matcher.ElementMatcher");
  }

  @Test
  void customLogManagersAndMBeanServersWin() throws Exception {
    Path source = scratch.resolve("Managers.java");
    Files.writeString(
        source,
        """
        public class Managers {
          public static class Logs extends java.util.logging.LogManager {}
          public static class Beans extends javax.management.MBeanServerBuilder {}
          public static void main(String[] arguments) throws Exception {
            System.setProperty("java.util.logging.manager", Logs.class.getName());
            System.setProperty("javax.management.builder.initial", Beans.class.getName());
            Thread.sleep(1500);
            System.out.println(java.util.logging.LogManager.getLogManager().getClass().getName());
            System.out.println(java.util.logging.Logger.getLogger("x").getName());
            java.lang.management.ManagementFactory.getPlatformMBeanServer();
          }
        }
        """);
    Path classes = Files.createDirectory(scratch.resolve("classes"));
    assertThat(run(Map.of(), "javac", "-d", classes.toString(), source.toString()).status).isZero();
    Run run = run(Map.of(), "java", agent(), "-cp", classes.toString(), "Managers");
    assertThat(run.output).isEqualTo("Managers$Logs\nx\n");
  }

  @Test
  void aJarInAFolderWithASpaceStarts() throws Exception {
    Path copy = Files.createDirectory(scratch.resolve("a folder")).resolve("my agent.jar");
    Files.copy(JAR.toPath(), copy);
    Run run = run(Map.of(), "java", "-javaagent:" + copy, application(), "20000");
    assertThat(run.status).isZero();
    assertThat(run.output).contains("thread obs-server");
  }

  @Test
  void aDamagedJarIsALineAndTheApplicationRuns() throws Exception {
    Path copy = scratch.resolve("damaged.jar");
    byte[] bytes = Files.readAllBytes(JAR.toPath());
    int at = indexOf(bytes, "obs-agent.bin".getBytes(StandardCharsets.UTF_8)) + 40;
    for (int i = 0; i < 200_000; i++) {
      bytes[at + i] = 7;
    }
    Files.write(copy, bytes);
    Run run = run(Map.of(), "java", "-javaagent:" + copy, application());
    assertThat(run.status).isZero();
    assertThat(run.output)
        .contains("hello\n")
        .contains("[obs-agent] WARN the agent does not run here");
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int i = 0; i < bytes.length - wanted.length; i++) {
      int j = 0;
      while (j < wanted.length && bytes[i + j] == wanted[j]) {
        j++;
      }
      if (j == wanted.length) {
        return i;
      }
    }
    throw new AssertionError("not found");
  }
}
