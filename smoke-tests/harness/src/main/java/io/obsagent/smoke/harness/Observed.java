/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.harness;

import io.obsagent.smoke.backend.Backend;
import io.obsagent.smoke.backend.Scrape;
import io.obsagent.smoke.servers.Ports;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A sample system with the agent in each of its JVMs, exporting to a backend beside it.
 * Thread-safe.
 */
public final class Observed implements AutoCloseable {
  private static final long SCRAPABLE_MILLIS = 60_000;

  private final SampleSystem system;
  private final Backend backend;
  private final Map<String, String> metrics;

  private Observed(SampleSystem system, Backend backend, Map<String, String> metrics) {
    this.system = system;
    this.backend = backend;
    this.metrics = metrics;
  }

  /** Starts one as an {@link Options} without further wishes. */
  public static Observed start(Sample sample) {
    return start(sample, new Options());
  }

  /** Starts everything and waits until it is ready. */
  public static Observed start(Sample sample, Options options) {
    Backend backend = options.next == null ? Backend.start() : Backend.start(options.next);
    Map<String, String> metrics = new LinkedHashMap<>();
    Map<String, List<String>> arguments = new LinkedHashMap<>();
    for (String role : sample.roles()) {
      int port = Ports.free();
      metrics.put(role, "http://127.0.0.1:" + port + "/metrics");
      arguments.put(role, arguments(sample, role, port, backend, options));
    }
    Thread teller = new Thread(() -> tell(metrics, options.scrapable), "scrapable");
    teller.setDaemon(true);
    teller.start();
    try {
      SampleSystem system = sample.start(new Launch(options.javaHome, arguments::get));
      teller.join(SCRAPABLE_MILLIS);
      if (teller.isAlive()) {
        system.close();
        throw new IllegalStateException("not every metrics page answers: " + metrics);
      }
      return new Observed(system, backend, metrics);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static List<String> arguments(
      Sample sample, String role, int port, Backend backend, Options options) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("obs.catalogue", sample.name());
    all.put("obs.server.port", Integer.toString(port));
    all.put("otel.service.name", role);
    all.put("otel.exporter.otlp.endpoint", backend.url());
    all.put("otel.bsp.schedule.delay", "200");
    all.put("otel.metric.export.interval", "1000");
    all.putAll(sample.settings());
    all.putAll(options.settings);
    List<String> arguments = new ArrayList<>();
    arguments.add("-javaagent:" + (options.agent == null ? Jars.agent() : options.agent));
    all.forEach((name, value) -> arguments.add("-D" + name + "=" + value));
    return arguments;
  }

  /** Tells of each JVM as soon as it answers. */
  private static void tell(Map<String, String> metrics, BiConsumer<String, String> scrapable) {
    List<Map.Entry<String, String>> left = new ArrayList<>(metrics.entrySet());
    while (!left.isEmpty()) {
      for (Map.Entry<String, String> jvm : List.copyOf(left)) {
        if (answers(jvm.getValue())) {
          left.remove(jvm);
          scrapable.accept(jvm.getKey(), jvm.getValue());
        }
      }
      Waiting.sleep(50);
    }
  }

  private static boolean answers(String url) {
    try {
      return !Scrape.from(url).samples().isEmpty();
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** The system. */
  public SampleSystem system() {
    return system;
  }

  /** Where all of it exports to. */
  public Backend backend() {
    return backend;
  }

  /** Where metrics are scraped, by role. */
  public Map<String, String> metrics() {
    return metrics;
  }

  /** Scrapes the JVM of a role. */
  public Scrape scrape(String role) {
    return Scrape.from(Objects.requireNonNull(metrics.get(role), role));
  }

  @Override
  public void close() {
    system.close();
    backend.close();
  }

  /** How to start one. Not thread-safe. */
  public static final class Options {
    private Path javaHome = Launch.thisJdk();
    private @Nullable Path agent;
    private @Nullable String next;
    private BiConsumer<String, String> scrapable = (role, url) -> {};
    private final Map<String, String> settings = new LinkedHashMap<>();

    /** The JDK of all applications; that of this JVM unless set. */
    public Options javaHome(Path home) {
      javaHome = home;
      return this;
    }

    /** The agent of all applications; this project's unless set. */
    public Options agent(Path jar) {
      agent = jar;
      return this;
    }

    /** An OTLP/HTTP endpoint that gets everything too; null for none. */
    public Options next(@Nullable String endpoint) {
      next = endpoint;
      return this;
    }

    /** Is told role and URL of each JVM as soon as it can be scraped, from another thread. */
    public Options scrapable(BiConsumer<String, String> listener) {
      scrapable = listener;
      return this;
    }

    /** A setting of the agent in all JVMs. */
    public Options setting(String name, String value) {
      settings.put(name, value);
      return this;
    }
  }
}
