/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.health;

import io.obsagent.core.server.Page;
import io.obsagent.core.server.Request;
import io.obsagent.core.server.Response;

/**
 * How the application is, by what the agent saw of it: {@code /health}, {@code /health/ready},
 * {@code /health/live}, {@code /health/detailed} and {@code /workers}. Thread-safe.
 */
public final class HealthPage implements Page {
  /** Where it is to be served. */
  public static final String[] PATHS = {
    "/health", "/health/ready", "/health/live", "/health/detailed", "/workers"
  };

  private final Dependencies dependencies;
  private final long startNanos = System.nanoTime();

  /** A page on these dependencies and on the workers, pools and queues that are observed. */
  public HealthPage(Dependencies dependencies) {
    this.dependencies = dependencies;
  }

  @Override
  public Response get(Request request) {
    HealthReport report =
        new HealthReport(dependencies, (System.nanoTime() - startNanos) / 1_000_000_000);
    switch (request.path()) {
      case "/health/live":
        return report.live();
      case "/health/ready":
        return report.ready();
      case "/health/detailed":
        return report.detailed();
      case "/workers":
        return report.workers();
      default:
        return report.health();
    }
  }
}
