/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.health;

import io.obsagent.core.json.JsonWriter;
import io.obsagent.core.server.Response;
import io.obsagent.core.vocabulary.Observations;
import io.obsagent.core.vocabulary.Observed;
import io.obsagent.core.vocabulary.ObservedType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The answers of {@link HealthPage} at one moment. Times are seconds since the epoch, lengths of
 * time seconds. What was never seen is not mentioned.
 */
final class HealthReport {
  /** How long a worker may neither poll nor work before it counts as gone. */
  private static final double SILENCE_SECONDS = 300;

  private final Dependencies dependencies;
  private final long uptimeSeconds;

  HealthReport(Dependencies dependencies, long uptimeSeconds) {
    this.dependencies = dependencies;
    this.uptimeSeconds = uptimeSeconds;
  }

  /** Whether the vital dependencies answer; 503 when one does not. */
  Response health() {
    boolean healthy = isHealthy();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("status", healthy ? "healthy" : "unhealthy");
    addStates(json, dependencies.vital);
    json.put("uptime_seconds", uptimeSeconds);
    return answer(healthy, json);
  }

  /** As {@link #health}, in the words of a readiness probe. */
  Response ready() {
    boolean healthy = isHealthy();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("status", healthy ? "ready" : "not_ready");
    addStates(json, dependencies.vital);
    return answer(healthy, json);
  }

  /** That the process runs, whatever it can reach: a restart would mend nothing else. */
  Response live() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("status", "alive");
    json.put("uptime_seconds", uptimeSeconds);
    return answer(true, json);
  }

  /** Everything that is known. */
  Response detailed() {
    boolean healthy = isHealthy();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("status", healthy ? "healthy" : "unhealthy");
    json.put("uptime_seconds", uptimeSeconds);
    Map<String, Object> all = new LinkedHashMap<>();
    addDetails(all, dependencies.vital);
    addDetails(all, dependencies.further);
    json.put("dependencies", all);
    json.put("pools", fields(Observations.POOL));
    json.put("queues", fields(Observations.QUEUE));
    json.put("workers", heartbeats());
    return answer(healthy, json);
  }

  /** The heartbeat of each worker; 503 when there are some and all are silent. */
  Response workers() {
    List<Map<String, Object>> workers = heartbeats();
    int alive = 0;
    for (Map<String, Object> worker : workers) {
      alive += "alive".equals(worker.get("status")) ? 1 : 0;
    }
    boolean healthy = workers.isEmpty() || alive > 0;
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("status", healthy ? "healthy" : "unhealthy");
    json.put("alive", alive);
    json.put("workers", workers);
    return answer(healthy, json);
  }

  private boolean isHealthy() {
    for (Dependency dependency : dependencies.vital.values()) {
      if (dependency.state() == Dependency.State.DISCONNECTED) {
        return false;
      }
    }
    return true;
  }

  private static void addStates(Map<String, Object> json, Map<String, Dependency> all) {
    for (Map.Entry<String, Dependency> dependency : all.entrySet()) {
      Dependency.State state = dependency.getValue().state();
      if (state != Dependency.State.UNKNOWN) {
        json.put(dependency.getKey(), word(state));
      }
    }
  }

  private static void addDetails(Map<String, Object> json, Map<String, Dependency> all) {
    for (Map.Entry<String, Dependency> entry : all.entrySet()) {
      Dependency dependency = entry.getValue();
      if (dependency.state() != Dependency.State.UNKNOWN) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("status", word(dependency.state()));
        put(details, "last_success", dependency.lastAnswer());
        put(details, "last_failure", dependency.lastFailure());
        json.put(entry.getKey(), details);
      }
    }
  }

  private static String word(Dependency.State state) {
    return state == Dependency.State.CONNECTED ? "connected" : "disconnected";
  }

  private static List<Map<String, Object>> heartbeats() {
    double now = System.currentTimeMillis() / 1000.0;
    List<Map<String, Object>> workers = fields(Observations.WORKER);
    for (Map<String, Object> worker : workers) {
      Object seen = worker.remove("seen");
      Object working = worker.remove("job.seconds");
      worker.remove("busy");
      double silence = seen instanceof Double ? Math.max(0, now - (Double) seen) : 0;
      boolean alive = working != null || silence < SILENCE_SECONDS;
      worker.put("status", alive ? "alive" : "silent");
      if (seen instanceof Double) {
        worker.put("last_seen", ((Double) seen).longValue());
      }
      put(worker, "job_seconds", working);
    }
    return workers;
  }

  /** All that things of a kind tell of themselves, by name. */
  private static List<Map<String, Object>> fields(ObservedType type) {
    Map<String, Map<String, Object>> sorted = new TreeMap<>();
    for (Observed thing : type.things()) {
      Map<String, Object> values = new LinkedHashMap<>();
      for (String field : type.fields()) {
        put(values, field, thing.read(field));
      }
      String name = String.valueOf(thing.read(type.fields().get(0)));
      sorted.put(name + '\0' + sorted.size(), values);
    }
    return new ArrayList<>(sorted.values());
  }

  private static void put(Map<String, Object> json, String name, @Nullable Object value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  private static Response answer(boolean healthy, Map<String, Object> json) {
    return Response.text(healthy ? 200 : 503, "application/json", JsonWriter.write(json));
  }
}
