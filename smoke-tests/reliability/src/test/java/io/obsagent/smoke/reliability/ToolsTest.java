/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.backend.Backend;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tools of the JDK at work do the same with the agent in JAVA_TOOL_OPTIONS. */
class ToolsTest {
  private static final String AGENT = "-javaagent:" + Jvm.AGENT;

  @TempDir Path scratch;

  private static String output(Path folder, Map<String, String> environment, String... command)
      throws Exception {
    List<String> words = new ArrayList<>(List.of(command));
    words.set(0, Jvm.BIN.resolve(command[0]).toString());
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.directory(Files.createDirectories(folder).toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  @Test
  void toolsAtWorkSayTheSameAndExportNothing() throws Exception {
    Path source = Files.writeString(scratch.resolve("Hello.java"), "class Hello {}");
    try (Backend backend = Backend.start();
        Jvm jvm = Jvm.start(List.of(), Map.of())) {
      Map<String, String> environment =
          Map.of(
              "JAVA_TOOL_OPTIONS",
              AGENT,
              "OTEL_EXPORTER_OTLP_ENDPOINT",
              backend.url(),
              "OTEL_METRIC_EXPORT_INTERVAL",
              "50");
      String pid = Long.toString(jvm.process().pid());
      for (String[] command :
          List.of(
              new String[] {"javac", "-d", ".", source.toString()},
              new String[] {"javap", "-cp", ".", "Hello"},
              new String[] {
                "keytool",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "a",
                "-dname",
                "CN=a",
                "-keystore",
                "k",
                "-storepass",
                "secret"
              },
              new String[] {"jcmd", pid, "VM.version"},
              new String[] {"jcmd", pid, "VM.command_line"})) {
        String without = output(scratch.resolve("without"), Map.of(), command);
        String with = output(scratch.resolve("with"), environment, command);
        assertThat(with).startsWith("Picked up JAVA_TOOL_OPTIONS: " + AGENT + "\n");
        String said = with.substring(with.indexOf('\n') + 1);
        assertThat(said).as(String.join(" ", command)).isEqualTo(without);
      }
      assertThat(scratch.resolve("with/Hello.class"))
          .hasSameBinaryContentAs(scratch.resolve("without/Hello.class"));
      assertThat(backend.payloads()).isEmpty();
    }
  }
}
