/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.servers;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One prediction: goes from starting through processing to its end as it is looked at. */
final class Prediction {
  private static final String STARTING = "starting";
  private static final String PROCESSING = "processing";
  private static final String CANCELED = "canceled";
  private static final String SUCCEEDED = "succeeded";

  private final String id;
  private final String model;
  private final String version;
  private final Map<?, ?> input;
  private final Behaviour behaviour;
  private final String baseUrl;
  private final Instant created = Instant.now();
  private @Nullable Instant started;
  private @Nullable Instant completed;
  private String status = STARTING;

  Prediction(
      String id,
      String model,
      String version,
      Map<?, ?> input,
      Behaviour behaviour,
      String baseUrl) {
    this.id = id;
    this.model = model;
    this.version = version;
    this.input = input;
    this.behaviour = behaviour;
    this.baseUrl = baseUrl;
  }

  /** One step on: what a poll sees. */
  synchronized void poll() {
    @Nullable String end = behaviour.end();
    if (status.equals(STARTING)) {
      status = PROCESSING;
      started = Instant.now();
    } else if (status.equals(PROCESSING) && end != null && hasRun()) {
      end(end);
    }
  }

  /** Waits for the end, for {@code longest} at most. */
  void await(Duration longest) throws InterruptedException {
    if (behaviour.end() != null && behaviour.runs().compareTo(longest) <= 0) {
      Thread.sleep(behaviour.runs().toMillis());
      poll();
      poll();
    } else {
      Thread.sleep(longest.toMillis());
    }
  }

  synchronized void cancel() {
    if (completed == null) {
      end(CANCELED);
    }
  }

  /** The bytes of the output: known to the test, since they follow from the input alone. */
  synchronized byte[] output() {
    return outputOf(String.valueOf(input.get("image")));
  }

  static byte[] outputOf(String image) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(image.getBytes(StandardCharsets.UTF_8));
      return ("staged:" + HexFormat.of().formatHex(hash)).getBytes(StandardCharsets.US_ASCII);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  synchronized String json() {
    Map<String, @Nullable Object> urls = new LinkedHashMap<>();
    urls.put("cancel", baseUrl + "/v1/predictions/" + id + "/cancel");
    urls.put("get", baseUrl + "/v1/predictions/" + id);
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", id);
    json.put("model", model);
    json.put("version", version);
    json.put("input", input);
    json.put("logs", "");
    json.put("output", status.equals(SUCCEEDED) ? baseUrl + "/delivery/" + id + "/out.png" : null);
    json.put("data_removed", false);
    json.put("error", status.equals("failed") ? behaviour.error() : null);
    json.put("source", "api");
    json.put("status", status);
    json.put("created_at", created.toString());
    json.put("started_at", started == null ? null : started.toString());
    json.put("completed_at", completed == null ? null : completed.toString());
    json.put("urls", urls);
    if (started != null && completed != null) {
      Map<String, @Nullable Object> metrics = new LinkedHashMap<>();
      metrics.put("predict_time", seconds(started, completed));
      metrics.put("total_time", seconds(created, completed));
      json.put("metrics", metrics);
    }
    return Json.write(json);
  }

  private boolean hasRun() {
    return Duration.between(created, Instant.now()).compareTo(behaviour.runs()) >= 0;
  }

  private void end(String end) {
    status = end;
    completed = Instant.now();
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e9;
  }
}
