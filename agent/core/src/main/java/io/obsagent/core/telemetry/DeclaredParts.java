/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.telemetry;

import io.obsagent.core.export.BatchLimits;
import io.obsagent.core.export.FailureLog;
import io.obsagent.core.log.AgentLog;
import io.obsagent.core.settings.Settings;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.List;

/**
 * What of this agent goes into an SDK that a file declares: its export threads, its metrics, its
 * resource. Used by one thread.
 */
public final class DeclaredParts {
  private final String file;
  private final List<MetricReader> readers;
  private final List<MetricProducer> producers;
  private Exports exports = fresh();

  DeclaredParts(String file, List<MetricReader> readers, List<MetricProducer> producers) {
    this.file = file;
    this.readers = readers;
    this.producers = producers;
  }

  private static Exports fresh() {
    return new Exports(new FailureLog(AgentLog::warn));
  }

  /** Forgets what was made for an SDK that did not come to be. */
  public void begin() {
    exports = fresh();
  }

  /** Says that a piece of the file is not used, and why. */
  public void leftOut(String piece, String reason) {
    note(piece + " is left out: " + reason);
  }

  /** Says something of the file, in a line. */
  public void note(String text) {
    AgentLog.warn(file + ": " + text);
  }

  /** A processor that exports spans in batches. */
  public SpanProcessor batch(SpanExporter exporter, BatchLimits limits) {
    return exports.batch(exporter, limits);
  }

  /** A processor that exports log records in batches. */
  public LogRecordProcessor batch(LogRecordExporter exporter, BatchLimits limits) {
    return exports.batch(exporter, limits);
  }

  /**
   * A reader that exports the SDK's metrics and the agent's.
   *
   * @param interval milliseconds
   * @param timeout milliseconds; 0 for no limit
   */
  public MetricReader periodic(MetricExporter exporter, long interval, long timeout) {
    Exports current = exports;
    return new ProducingReader(
        current.periodic(exporter, interval, timeout), producers, current::resource);
  }

  /** Readers of the SDK's metrics and the agent's that no file needs to declare. */
  public List<MetricReader> pages() {
    List<MetricReader> pages = new ArrayList<>();
    for (MetricReader reader : readers) {
      pages.add(new ProducingReader(reader, producers, exports::resource));
    }
    return pages;
  }

  /** What the process says of itself. */
  public Resource resource() {
    return ProcessResource.create(Settings.find("otel.service.name"));
  }

  Telemetry started(AutoConfiguredOpenTelemetrySdk sdk) {
    exports.resourceOf(sdk.getOpenTelemetrySdk());
    return new ConfiguredTelemetry(sdk, exports, true).started();
  }
}
