/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One application in a JVM of its own, and what it has printed. Thread-safe. */
public final class ChildJvm implements AutoCloseable {
  private static final List<String> SMALL =
      List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");
  private static final int STOP_SECONDS = 10;
  private static final int KEPT_LINES = 100_000;

  private final String name;
  private final Process process;
  private final List<String> lines = new ArrayList<>();

  private ChildJvm(String name, Process process) {
    this.name = name;
    this.process = process;
    Thread reader = new Thread(this::read, "output of " + name);
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts a jar with these JVM arguments and variables in addition to those of this process. */
  public static ChildJvm start(
      String name, Path javaHome, List<String> jvmArgs, Path jar, Map<String, String> environment) {
    List<String> arguments = new ArrayList<>(jvmArgs);
    arguments.add("-jar");
    arguments.add(jar.toString());
    return start(name, javaHome, arguments, environment);
  }

  /** Starts what these arguments of {@code java} name, such as a class path and a main class. */
  public static ChildJvm start(
      String name, Path javaHome, List<String> arguments, Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add(javaHome.resolve("bin/java").toString());
    command.addAll(SMALL);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    builder.environment().putAll(environment);
    try {
      return new ChildJvm(name, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its process. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it has printed so far, on both streams; the first 100,000 lines. */
  public List<String> lines() {
    synchronized (lines) {
      return new ArrayList<>(lines);
    }
  }

  /** The first line that {@code wanted} accepts, printed already or within {@code longest}. */
  public String awaitLine(Predicate<String> wanted, Duration longest) {
    Instant deadline = Instant.now().plus(longest);
    synchronized (lines) {
      int seen = 0;
      while (true) {
        for (; seen < lines.size(); seen++) {
          if (wanted.test(lines.get(seen))) {
            return lines.get(seen);
          }
        }
        long left = Duration.between(Instant.now(), deadline).toMillis();
        if (left <= 0 || !isAlive()) {
          throw new IllegalStateException(
              name + " did not print what was waited for:\n" + String.join("\n", lines));
        }
        waitForLines(Math.min(left, 200));
      }
    }
  }

  /** Asks it to end, waits, and kills it if it does not. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void waitForLines(long millis) {
    try {
      lines.wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + name, e);
    }
  }

  private void read() {
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (@Nullable String line = output.readLine(); line != null; line = output.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      add("(output ended: " + e.getMessage() + ")");
    }
  }

  private void add(String line) {
    synchronized (lines) {
      if (lines.size() < KEPT_LINES) {
        lines.add(line);
      }
      lines.notifyAll();
    }
  }
}
