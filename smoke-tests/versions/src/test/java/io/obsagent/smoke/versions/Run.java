/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.versions;

import io.obsagent.smoke.backend.Backend;
import io.obsagent.smoke.backend.Scrape;
import io.obsagent.smoke.backend.SeenSpan;
import io.obsagent.smoke.backend.Trace;
import io.obsagent.smoke.servers.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A program in a JVM of its own, with or without the packed agent, and what came of it. */
final class Run implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 180;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Process process;
  private final Backend backend = Backend.start();
  private final int port = Ports.free();
  private final List<String> output = Collections.synchronizedList(new ArrayList<>());
  private final List<String> errors = Collections.synchronizedList(new ArrayList<>());
  private final CompletableFuture<Boolean> done = new CompletableFuture<>();
  private final List<Thread> readers;

  private Run(
      Path java, List<String> jvm, boolean agent, String catalogue, String classPath, Path scratch)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(
        List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.add("-Dsun.net.httpserver.nodelay=true");
    if (agent) {
      command.add("-javaagent:" + Places.AGENT);
      command.add("-Dobs.server.port=" + port);
      command.add("-Dotel.exporter.otlp.endpoint=" + backend.url());
      command.add("-Dotel.bsp.schedule.delay=100");
      command.add("-Dobs.redis.poll.interval=1");
      if (!catalogue.isEmpty()) {
        command.add("-Dobs.catalogue=" + catalogue);
      }
    }
    // Runs at the same time must not meet in one server.
    command.add("-Dprogram.number=" + (NUMBER.incrementAndGet() % 16));
    command.addAll(jvm);
    command.addAll(List.of("-cp", classPath, "example.Program"));
    ProcessBuilder builder = new ProcessBuilder(command).directory(scratch.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("OTEL_"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    process = builder.start();
    readers =
        List.of(
            reader(process.inputReader(StandardCharsets.UTF_8), output),
            reader(process.errorReader(StandardCharsets.UTF_8), errors));
  }

  /** Starts a program that has been compiled. */
  static Run start(
      Path java, List<String> jvm, boolean agent, String catalogue, List<Path> classPath)
      throws IOException {
    List<String> jars = classPath.stream().map(Path::toString).toList();
    return new Run(
        java,
        jvm,
        agent,
        catalogue,
        String.join(":", jars),
        Files.createTempDirectory(
            Files.createDirectories(Places.MODULE.resolve("target/scratch")), "run"));
  }

  private Thread reader(BufferedReader stream, List<String> lines) {
    Thread reader =
        new Thread(
            () -> {
              try (stream) {
                for (String line = stream.readLine(); line != null; line = stream.readLine()) {
                  if (line.equals("== done")) {
                    done.complete(true);
                  } else {
                    lines.add(line);
                  }
                }
              } catch (IOException e) {
                lines.add(e.toString());
              }
              if (lines == output) {
                done.complete(false);
              }
            });
    reader.setDaemon(true);
    reader.start();
    return reader;
  }

  /** Waits until the program has done its work; it stays, so that it can be asked for metrics. */
  void awaitDone() throws Exception {
    if (!done.completeOnTimeout(false, PATIENCE_SECONDS, TimeUnit.SECONDS).get()) {
      throw new AssertionError("it did not get to its end:\n" + output + "\n" + all(errors));
    }
  }

  /** Waits until {@code /metrics} has these samples; those of these names that it has at last. */
  List<String> metrics(List<String> wanted) throws Exception {
    List<String> names = wanted.stream().map(line -> line.replaceAll("[{ ].*", "")).toList();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      List<String> found = samples(names::contains, wanted);
      if (found.equals(wanted) || System.nanoTime() > end) {
        return found;
      }
      Thread.sleep(50);
    }
  }

  /** In the order that is wanted, and the others after them. */
  private List<String> samples(Predicate<String> names, List<String> wanted) {
    List<String> lines = new ArrayList<>();
    for (String line : scrape().split("\n")) {
      if (!line.startsWith("#") && names.test(line.replaceAll("[{ ].*", ""))) {
        lines.add(line);
      }
    }
    List<String> ordered = new ArrayList<>(wanted);
    ordered.retainAll(lines);
    lines.removeAll(wanted);
    ordered.addAll(new TreeSet<>(lines));
    return ordered;
  }

  /** The page; empty as long as nothing answers, for the agent starts beside the program. */
  private String scrape() {
    try {
      return Scrape.from("http://127.0.0.1:" + port + "/metrics").text();
    } catch (UncheckedIOException e) {
      return "";
    }
  }

  /** Has the program end, and waits for that. */
  void end() throws Exception {
    process.getOutputStream().close();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end: " + output);
    }
    for (Thread reader : readers) {
      reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    }
  }

  /** What the program printed, but for what the JVM says of the agent. */
  List<String> output() {
    return all(output).stream().filter(line -> !line.contains("VM warning: ")).toList();
  }

  /** What the agent said. */
  List<String> agentLines() {
    return all(errors).stream().filter(line -> line.contains("[obs-agent]")).toList();
  }

  /** What the program logged to standard error, lines that begin with LOG, without the ids. */
  List<String> logLines() {
    return all(errors).stream()
        .filter(line -> line.startsWith("LOG"))
        .map(line -> line.replaceAll("[0-9a-f]{32}", "TRACE").replaceAll("[0-9a-f]{16}", "SPAN"))
        .toList();
  }

  private static List<String> all(List<String> lines) {
    synchronized (lines) {
      return new ArrayList<>(lines);
    }
  }

  int exitValue() {
    return process.exitValue();
  }

  /** All traces as text, with these attributes of each span that has them. */
  List<String> traces(List<String> attributes) {
    List<String> lines = new ArrayList<>();
    for (Trace trace : backend.traces()) {
      String tree = trace.tree(span -> describe(span, trace, attributes));
      lines.addAll(List.of(tree.replaceAll("│   |├── |└── |    ", "  ").split("\n")));
    }
    return lines;
  }

  private static String describe(SeenSpan span, Trace trace, List<String> attributes) {
    StringBuilder line = new StringBuilder(span.title());
    if (span.status().equals("ERROR")) {
      line.append(" ERROR");
    }
    Map<String, String> all = span.attributes();
    for (String name : attributes) {
      if (all.containsKey(name)) {
        line.append(' ').append(name).append('=').append(all.get(name));
      }
    }
    if (!span.parentId().isEmpty() && trace.parent(span) == null) {
      line.append(" (continued)");
    }
    if (!span.links().isEmpty()) {
      line.append(" (linked)");
    }
    return line.toString();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    backend.close();
  }
}
