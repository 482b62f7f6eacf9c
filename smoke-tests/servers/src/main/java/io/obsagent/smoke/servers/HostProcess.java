/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The JVM that hosts the servers. It tells their addresses on its output and ends, with all that it
 * started, when its input ends: so nothing is left behind even when this process is killed.
 */
final class HostProcess implements AutoCloseable {
  private static final int START_SECONDS = 120;
  private static final int STOP_SECONDS = 20;
  private static final int KEPT_LINES = 100;

  private final Process process;
  private final OutputStream lifeline;
  private final Map<String, String> addresses = new HashMap<>();
  private final Deque<String> lastLines = new ArrayDeque<>();

  private HostProcess(Process process) {
    this.process = process;
    this.lifeline = process.getOutputStream();
  }

  /** Starts a JVM that hosts {@code what} (see {@code Host}) and waits until all of it answers. */
  static HostProcess start(List<String> what) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    command.addAll(List.of("-cp", classPath(), "io.obsagent.smoke.servers.host.Host"));
    command.addAll(what);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    try {
      HostProcess host = new HostProcess(builder.start());
      host.awaitReady();
      return host;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value told under {@code key}. */
  String address(String key) {
    String value = addresses.get(key);
    if (value == null) {
      throw new IllegalStateException("the hosting process told no " + key);
    }
    return value;
  }

  /** Whether anything was told under {@code key}. */
  boolean tells(String key) {
    return addresses.containsKey(key);
  }

  /** Has a process killed when the JVM ends, however this one ends. */
  void guard(ProcessHandle guarded) {
    try {
      lifeline.write((guarded.pid() + "\n").getBytes(StandardCharsets.US_ASCII));
      lifeline.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks the JVM to end and waits for it; kills it if it does not. */
  @Override
  public void close() {
    try {
      lifeline.close();
    } catch (IOException e) {
      process.destroy();
    }
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void awaitReady() {
    CompletableFuture<Boolean> ready = new CompletableFuture<>();
    Thread reader = new Thread(() -> read(ready), "smoke-servers-output");
    reader.setDaemon(true);
    reader.start();
    boolean up = false;
    try {
      up = ready.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      keep(e.toString());
    }
    if (!up) {
      close();
      throw new IllegalStateException("the servers did not start:\n" + lastLines());
    }
  }

  private void read(CompletableFuture<Boolean> ready) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
        int equals = line.indexOf('=');
        if (line.equals("@ready")) {
          ready.complete(true);
        } else if (line.startsWith("@") && equals > 0) {
          addresses.put(line.substring(1, equals), line.substring(equals + 1));
        } else {
          keep(line);
        }
      }
    } catch (IOException e) {
      keep(e.toString());
    }
    ready.complete(false);
  }

  private void keep(String line) {
    synchronized (lastLines) {
      if (lastLines.size() == KEPT_LINES) {
        lastLines.removeFirst();
      }
      lastLines.add(line);
    }
  }

  private String lastLines() {
    synchronized (lastLines) {
      return String.join("\n", lastLines);
    }
  }

  private static String classPath() {
    Path classes;
    try {
      classes =
          Path.of(HostProcess.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    return classes + System.getProperty("path.separator") + libraries(classes).resolve("*");
  }

  /** Beside the classes, or where the build of this repository put them when those were copied. */
  private static Path libraries(Path classes) {
    Path lib = classes.resolveSibling("host-lib");
    for (@Nullable Path up = classes.getParent();
        up != null && !Files.isDirectory(lib);
        up = up.getParent()) {
      lib = up.resolve("smoke-tests/servers/target/host-lib");
    }
    if (!Files.isDirectory(lib)) {
      throw new IllegalStateException(
          "host-lib is missing beside " + classes + ": build the module smoke-tests/servers");
    }
    return lib;
  }
}
