/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.realstaging;

import io.obsagent.smoke.backend.Backend;
import io.obsagent.smoke.backend.Scrape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Real Staging with the agent in both applications, exporting to a backend beside it. */
public final class Traced implements AutoCloseable {
  private final RealStaging system;
  private final Backend backend;
  private final String apiMetrics;
  private final String workerMetrics;

  private Traced(RealStaging system, Backend backend, String apiMetrics, String workerMetrics) {
    this.system = system;
    this.backend = backend;
    this.apiMetrics = apiMetrics;
    this.workerMetrics = workerMetrics;
  }

  /**
   * As {@link #start(Path, String, String...)}, on this JVM's own JDK and with no further backend.
   */
  public static Traced start() {
    return start(Path.of(System.getProperty("java.home")), null);
  }

  /**
   * Starts everything.
   *
   * @param javaHome the JDK for both applications
   * @param next an OTLP endpoint that gets everything too; null for none
   * @param settings further settings of the agent as {@code name=value}
   */
  public static Traced start(Path javaHome, @Nullable String next, String... settings) {
    Backend backend = next == null ? Backend.start() : Backend.start(next);
    int apiPort = freePort();
    int workerPort = freePort();
    List<String> shared = new ArrayList<>();
    shared.add("-javaagent:" + agentJar());
    shared.add("-Dobs.catalogue=realstaging");
    shared.add("-Dotel.exporter.otlp.endpoint=" + backend.url());
    shared.add("-Dotel.bsp.schedule.delay=200");
    shared.add("-Dotel.metric.export.interval=1000");
    for (String setting : settings) {
      shared.add("-D" + setting);
    }
    RealStaging system =
        RealStaging.builder()
            .javaHome(javaHome)
            .jvmArgs(shared.toArray(new String[0]))
            .environment("OBS_REPLICATE_URL", servers -> servers.replicate().url())
            .apiJvmArgs("-Dotel.service.name=api", "-Dobs.server.port=" + apiPort)
            .workerJvmArgs("-Dotel.service.name=worker", "-Dobs.server.port=" + workerPort)
            .start();
    return new Traced(system, backend, metricsUrl(apiPort), metricsUrl(workerPort));
  }

  /**
   * The agent's jar: the property {@code obs-agent.jar}, else where the build of this repository
   * puts it.
   */
  public static Path agentJar() {
    @Nullable String set = System.getProperty("obs-agent.jar");
    if (set != null) {
      return Path.of(set);
    }
    for (@Nullable Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      Path jar = up.resolve("agent/dist/target/obs-agent.jar");
      if (Files.isRegularFile(jar)) {
        return jar;
      }
    }
    throw new IllegalStateException(
        "agent/dist/target/obs-agent.jar is missing: package agent/dist");
  }

  private static String metricsUrl(int port) {
    return "http://127.0.0.1:" + port + "/metrics";
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The system. */
  public RealStaging system() {
    return system;
  }

  /** Where both export to. */
  public Backend backend() {
    return backend;
  }

  /** Where the API's metrics are scraped. */
  public String apiMetrics() {
    return apiMetrics;
  }

  /** Where the worker's metrics are scraped. */
  public String workerMetrics() {
    return workerMetrics;
  }

  /** Scrapes the API. */
  public Scrape scrapeApi() {
    return Scrape.from(apiMetrics);
  }

  /** Scrapes the worker. */
  public Scrape scrapeWorker() {
    return Scrape.from(workerMetrics);
  }

  @Override
  public void close() {
    system.close();
    backend.close();
  }
}
