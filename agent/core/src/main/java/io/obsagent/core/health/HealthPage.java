/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.health;

import io.obsagent.core.health.Dependencies.State;
import io.obsagent.core.server.Page;
import io.obsagent.core.server.Request;
import io.obsagent.core.server.Response;

/**
 * {@code /health}: {@code
 * {"status":"healthy","database":"connected","redis":"connected","uptime_seconds":3600}}; status
 * 503 while a dependency that the application uses does not answer. A dependency that it does not
 * use is left out.
 */
public final class HealthPage implements Page {
  private final Dependencies dependencies;
  private final long startNanos = System.nanoTime();

  public HealthPage(Dependencies dependencies) {
    this.dependencies = dependencies;
  }

  @Override
  public Response get(Request request) {
    State database = dependencies.database();
    State redis = dependencies.redis();
    boolean healthy = database != State.DISCONNECTED && redis != State.DISCONNECTED;
    StringBuilder json = new StringBuilder(100);
    json.append("{\"status\":\"").append(healthy ? "healthy" : "unhealthy").append('"');
    append(json, "database", database);
    append(json, "redis", redis);
    json.append(",\"uptime_seconds\":")
        .append((System.nanoTime() - startNanos) / 1_000_000_000)
        .append('}');
    return Response.text(healthy ? 200 : 503, "application/json", json.toString());
  }

  private static void append(StringBuilder json, String name, State state) {
    if (state != State.UNKNOWN) {
      json.append(",\"").append(name).append("\":\"");
      json.append(state == State.CONNECTED ? "connected" : "disconnected").append('"');
    }
  }
}
