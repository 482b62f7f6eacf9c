/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.DefaultAggregationSelector;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Collects and exports all metrics at an interval, on one daemon thread, {@code obs-metrics}, which
 * nothing ends but {@link #shutdown()}; an exporter that never answers costs one interval, not the
 * rest of them. Thread-safe.
 */
public final class PeriodicMetrics implements MetricReader {
  private final MetricWorker worker;
  private final AggregationTemporalitySelector temporality;
  private final DefaultAggregationSelector aggregation;

  /**
   * A reader that exports nothing until it is started.
   *
   * @param exporter gives the exporter; called once, on the export thread, for the first export
   *     (again for the next one if it threw)
   * @param temporality which instruments are exported as deltas
   * @param aggregation what instruments without a view are aggregated to
   * @param intervalMillis as in {@code otel.metric.export.interval}, milliseconds, at least 1
   * @param timeoutMillis as in {@code otel.metric.export.timeout}, milliseconds; 0 for no limit
   * @param failures where failed exports are reported
   */
  public PeriodicMetrics(
      Supplier<? extends MetricExporter> exporter,
      AggregationTemporalitySelector temporality,
      DefaultAggregationSelector aggregation,
      long intervalMillis,
      long timeoutMillis,
      FailureLog failures) {
    this.temporality = temporality;
    this.aggregation = aggregation;
    this.worker = new MetricWorker(exporter, temporality, intervalMillis, timeoutMillis, failures);
  }

  /** Starts the export thread; to be called when a meter provider has registered the reader. */
  public void start() {
    worker.launch();
  }

  /** Totals of metrics (not of data points). */
  public ExportCounts counts() {
    return worker.counts;
  }

  @Override
  public void register(CollectionRegistration registration) {
    worker.registration = registration;
  }

  @Override
  public AggregationTemporality getAggregationTemporality(InstrumentType instrumentType) {
    return temporality.getAggregationTemporality(instrumentType);
  }

  @Override
  public Aggregation getDefaultAggregation(InstrumentType instrumentType) {
    return aggregation.getDefaultAggregation(instrumentType);
  }

  /**
   * Data objects are made anew for each export: one that timed out may still be reading its own.
   */
  @Override
  public MemoryMode getMemoryMode() {
    return MemoryMode.IMMUTABLE_DATA;
  }

  /**
   * Collects and exports now. The result fails if that did not succeed within the export timeout.
   */
  @Override
  public CompletableResultCode forceFlush() {
    return worker.flush();
  }

  /** Collects and exports a last time, within the export timeout, and ends the thread. */
  @Override
  public CompletableResultCode shutdown() {
    return worker.end();
  }

  private static final class MetricWorker extends ExportWorker {
    private final Supplier<? extends MetricExporter> source;
    volatile CollectionRegistration registration = CollectionRegistration.noop();
    private final Deltas deltas;
    private @Nullable MetricExporter exporter;

    MetricWorker(
        Supplier<? extends MetricExporter> source,
        AggregationTemporalitySelector temporality,
        long intervalMillis,
        long timeoutMillis,
        FailureLog failures) {
      super(
          "obs-metrics",
          "metrics",
          TimeUnit.MILLISECONDS.toNanos(Math.max(1, intervalMillis)),
          BatchLimits.timeoutNanos(timeoutMillis),
          failures);
      this.source = source;
      this.deltas = new Deltas(temporality);
    }

    @Override
    boolean isFull() {
      return false;
    }

    @Override
    boolean exportAll(long deadline) {
      return exportSome(deadline);
    }

    @Override
    boolean exportSome(long deadline) {
      int items = 0;
      try {
        Collection<MetricData> metrics = deltas.of(registration.collectAllMetrics());
        items = metrics.size();
        if (items == 0) {
          return true;
        }
        if (exporter == null) {
          exporter = source.get();
        }
        return settle(exporter.export(metrics), items, deadline);
      } catch (Throwable failure) {
        lost(failure, items);
        return false;
      }
    }

    @Override
    CompletableResultCode closeExporter() {
      return exporter == null ? CompletableResultCode.ofSuccess() : exporter.shutdown();
    }
  }
}
