/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.containers;

import io.obsagent.smoke.backend.Backend;
import io.obsagent.smoke.backend.Scrape;
import io.obsagent.smoke.backend.SeenSpan;
import io.obsagent.smoke.backend.Trace;
import io.obsagent.smoke.harness.ChildJvm;
import io.obsagent.smoke.harness.Client;
import io.obsagent.smoke.harness.Jars;
import io.obsagent.smoke.harness.Launch;
import io.obsagent.smoke.servers.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A JVM under the packed agent, which prints {@code ready PORT}, and the backend beside it. */
final class Watched implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(120);
  static final String AGENT = "-javaagent:" + Jars.agent();

  private final Backend backend;
  private final ChildJvm jvm;
  private final String metrics;
  private final Client client;

  private Watched(Backend backend, ChildJvm jvm, String metrics, String ready) {
    this.backend = backend;
    this.jvm = jvm;
    this.metrics = metrics;
    String line = jvm.awaitLine(printed -> printed.matches(".*\\b" + ready + "\\d.*"), PATIENCE);
    this.client =
        new Client(
            "http://127.0.0.1:"
                + line.substring(line.indexOf(ready) + ready.length()).replaceAll("\\D.*", ""));
  }

  /** Starts {@code java} with the agent and these arguments. */
  static Watched start(List<String> arguments) {
    List<String> all = new ArrayList<>(List.of(AGENT));
    all.addAll(arguments);
    return startAs(all, Map.of());
  }

  /** The same where the arguments name the agents. */
  static Watched startAs(List<String> arguments, Map<String, String> environment) {
    return startOn(Launch.thisJdk(), arguments, environment);
  }

  /** The same on another JDK. */
  static Watched startOn(Path javaHome, List<String> arguments, Map<String, String> environment) {
    Backend backend = Backend.start();
    int port = Ports.free();
    ChildJvm jvm =
        ChildJvm.start("application", javaHome, settings(backend, port, arguments), environment);
    try {
      return new Watched(backend, jvm, "http://127.0.0.1:" + port + "/metrics", "ready ");
    } catch (RuntimeException e) {
      jvm.close();
      backend.close();
      throw e;
    }
  }

  private static List<String> settings(Backend backend, int port, List<String> more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "-Dobs.server.port=" + port,
                "-Dotel.exporter.otlp.endpoint=" + backend.url(),
                "-Dotel.bsp.schedule.delay=100",
                "-Dotel.metrics.exporter=none"));
    all.addAll(more);
    return all;
  }

  /** A class path of these. */
  static String path(List<Path> entries) {
    return String.join(":", entries.stream().map(Path::toString).toList());
  }

  Client client() {
    return client;
  }

  ChildJvm jvm() {
    return jvm;
  }

  Backend backend() {
    return backend;
  }

  Scrape scrape() {
    return Scrape.from(metrics);
  }

  /** Waits for the trace whose root has this URL path and is the latest such; its text. */
  String trace(String path, String... titles) {
    return backend
        .await(
            trace -> {
              boolean all = path.equals(trace.root().attribute("url.path"));
              for (String title : titles) {
                all &= trace.find(title) != null;
              }
              return all;
            },
            PATIENCE)
        .text();
  }

  /** How many roots have this URL path so far. */
  long served(String path) {
    long count = 0;
    for (Trace trace : backend.traces()) {
      SeenSpan root = trace.root();
      count += path.equals(root.attribute("url.path")) && root.kind().equals("SERVER") ? 1 : 0;
    }
    return count;
  }

  /** What the agent printed. */
  List<String> said() {
    return jvm.lines().stream().filter(line -> line.contains("[obs-agent]")).toList();
  }

  @Override
  public void close() {
    jvm.close();
    backend.close();
  }
}
