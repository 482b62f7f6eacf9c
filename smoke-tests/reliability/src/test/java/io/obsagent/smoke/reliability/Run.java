/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that ran to its end.
 *
 * @param status its exit status
 * @param lines what it printed, on either stream
 */
record Run(int status, List<String> lines) {
  /**
   * Runs {@code java} of a JDK.
   *
   * @throws AssertionError when it does not end in time
   */
  static Run java(Path bin, Duration patience, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(bin.resolve("java").toString()));
    command.addAll(arguments);
    return of(patience, command);
  }

  /** Runs a command without variables for agents. */
  static Run of(Duration patience, List<String> command) throws Exception {
    Path output = Files.createTempFile("run", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().keySet().removeIf(Run::isForAgents);
      Process process = builder.start();
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError("still running: " + lines(output));
      }
      return new Run(process.exitValue(), lines(output));
    } finally {
      Files.delete(output);
    }
  }

  private static boolean isForAgents(String variable) {
    return variable.startsWith("OTEL_")
        || variable.startsWith("OBS_")
        || variable.equals("JAVA_TOOL_OPTIONS");
  }

  private static List<String> lines(Path output) throws IOException {
    List<String> lines =
        new ArrayList<>(List.of(Files.readString(output, StandardCharsets.UTF_8).split("\\R")));
    lines.removeIf(line -> line.isEmpty() || line.contains("VM warning: Sharing"));
    return lines;
  }
}
