/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Linux tells of a process. Elsewhere nothing. */
final class ProcFiles {
  private ProcFiles() {}

  /** Whether a JVM runs in it, as far as it may be known. */
  static boolean hasJvm(long pid) {
    String maps = read(pid, "maps");
    return maps != null && maps.contains("/libjvm.so");
  }

  /** Its environment; null when that may not be read. */
  static @Nullable Map<String, String> environment(long pid) {
    String text = read(pid, "environ");
    if (text == null) {
      return null;
    }
    Map<String, String> variables = new HashMap<>();
    for (String variable : text.split("\0")) {
      int equals = variable.indexOf('=');
      if (equals > 0) {
        variables.put(variable.substring(0, equals), variable.substring(equals + 1));
      }
    }
    return variables;
  }

  /** Whether it has threads of the agent; null when that is not known. */
  static @Nullable Boolean hasAgentThreads(long pid) {
    File[] tasks = new File("/proc/" + pid + "/task").listFiles();
    if (tasks == null) {
      return null;
    }
    for (File task : tasks) {
      String name = read(task.toPath().resolve("comm"));
      if (name != null && name.startsWith("obs-")) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String read(long pid, String name) {
    return read(new File("/proc/" + pid, name).toPath());
  }

  private static @Nullable String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return null;
    }
  }
}
