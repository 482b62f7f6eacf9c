/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.harness;

import io.obsagent.smoke.servers.Json;
import io.obsagent.smoke.servers.Ports;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Prometheus of the machine, which scrapes every second. Thread-safe. */
public final class Prometheus implements AutoCloseable {
  /** What to tell where there is none. */
  public static final String HOW_TO_GET = "Prometheus is missing: ./prometheus installs it";

  private static final Duration START = Duration.ofSeconds(30);
  private static final int STOP_SECONDS = 5;

  private final Process process;
  private final Path folder;
  private final Client client;

  private Prometheus(Process process, Path folder, Client client) {
    this.process = process;
    this.folder = folder;
    this.client = client;
  }

  /** Where it is installed; null when it is not. */
  public static @Nullable Path installed() {
    @Nullable String path = System.getenv("PATH");
    for (String place : path == null ? new String[0] : path.split(File.pathSeparator)) {
      Path binary = Path.of(place, "prometheus");
      if (Files.isExecutable(binary) && Files.isRegularFile(binary)) {
        return binary;
      }
    }
    return null;
  }

  /**
   * Starts one and waits until it is ready.
   *
   * @param jobs the URLs of metrics by job
   */
  public static Prometheus start(Path binary, Map<String, String> jobs) {
    int port = Ports.free();
    try {
      Path folder = Files.createTempDirectory("prometheus");
      Path configuration = folder.resolve("prometheus.yml");
      Files.writeString(configuration, configuration(jobs));
      Process process =
          new ProcessBuilder(
                  binary.toString(),
                  "--config.file=" + configuration,
                  "--storage.tsdb.path=" + folder.resolve("data"),
                  "--web.listen-address=127.0.0.1:" + port,
                  "--log.level=error")
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("output").toFile())
              .start();
      Client client = new Client("http://127.0.0.1:" + port);
      Prometheus prometheus = new Prometheus(process, folder, client);
      Waiting.until("Prometheus is ready", START, prometheus::isReady);
      return prometheus;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String configuration(Map<String, String> jobs) {
    StringBuilder text = new StringBuilder("global: {scrape_interval: 1s, scrape_timeout: 1s}\n");
    text.append("scrape_configs:\n");
    jobs.forEach(
        (job, url) ->
            text.append("  - job_name: ")
                .append(job)
                .append("\n    static_configs: [{targets: ['")
                .append(url.replace("http://", "").replace("/metrics", ""))
                .append("']}]\n"));
    return text.toString();
  }

  private boolean isReady() {
    try {
      return client.get("/-/ready").status() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /**
   * Evaluates an expression now.
   *
   * @return the values of the series that it yields, NaN included
   * @throws IllegalArgumentException with what Prometheus says, when it is none
   */
  public List<Double> query(String expression) {
    String encoded = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    Reply reply = client.get("/api/v1/query?query=" + encoded);
    Object answer = Objects.requireNonNull(Json.parse(reply.body()));
    if (!member(answer, "status").equals("success")) {
      throw new IllegalArgumentException(expression + ": " + member(answer, "error"));
    }
    Object data = member(answer, "data");
    Object result = member(data, "result");
    List<Double> values = new ArrayList<>();
    if (member(data, "resultType").equals("scalar")) {
      values.add(number(((List<?>) result).get(1)));
    } else {
      for (Object series : (List<?>) result) {
        values.add(number(((List<?>) member(series, "value")).get(1)));
      }
    }
    return values;
  }

  private static Object member(Object json, String name) {
    return Objects.requireNonNull(((Map<?, ?>) json).get(name), name);
  }

  private static double number(Object text) {
    return switch (text.toString()) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text.toString());
    };
  }

  /** Stops it and deletes what it has stored. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
      }
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
