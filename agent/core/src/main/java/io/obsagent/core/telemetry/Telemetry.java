/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.telemetry;

import io.obsagent.core.api.LateSdk;
import io.obsagent.core.operation.Tracing;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What takes spans and metrics out of the process. Thread-safe once started. */
public abstract class Telemetry implements LateSdk.Parts {
  Telemetry() {}

  /**
   * Starts it, without the SDK's own configuration where nothing needs that.
   *
   * @param loader sees the SDK's classes
   * @param readers readers of metrics besides OTLP, such as the page that Prometheus scrapes
   * @param producers what has the metrics
   * @throws RuntimeException when the settings cannot be followed
   */
  public static Telemetry start(
      ClassLoader loader, List<MetricReader> readers, List<MetricProducer> producers) {
    ComponentLoader components = ComponentLoader.forClassLoader(loader);
    PlainSettings plain = PlainSettings.read();
    return plain == null
        ? ConfiguredTelemetry.start(loader, components, false, readers, producers)
        : PlainTelemetry.start(plain, components, readers, producers);
  }

  /** What operations need of tracing. */
  public abstract Tracing tracing();

  /** Where the application's own meters come from; made as it is first asked for. */
  @Override
  public abstract MeterProvider meters();

  /** Where log events go; null for nowhere. */
  @Override
  public @Nullable LoggerProvider logs() {
    return null;
  }

  /**
   * Sends what is queued; waits until then, or until the time is over. What ends later, while the
   * application's own shutdown goes on, is sent at once.
   */
  public abstract void flush(long millis);
}
