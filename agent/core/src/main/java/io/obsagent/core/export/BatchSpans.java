/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import io.obsagent.core.operation.Operation;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Exports sampled spans in batches on one daemon thread, {@code obs-export}, which starts with the
 * first ended span and which nothing ends but {@link #shutdown()}. Ending a span costs the
 * application one entry in a bounded queue; when that is full the span is dropped and counted.
 * Thread-safe.
 */
public final class BatchSpans implements SpanProcessor {
  private final SpanWorker worker;

  /**
   * A processor that has started nothing yet.
   *
   * @param exporter gives the exporter; called once, on the export thread, for the first batch
   *     (again for the next one if it threw)
   * @param limits as in the settings {@code otel.bsp.*}
   * @param failures where failed exports are reported
   */
  public BatchSpans(
      Supplier<? extends SpanExporter> exporter, BatchLimits limits, FailureLog failures) {
    this.worker = new SpanWorker(exporter, limits, failures);
  }

  /** Totals of spans. */
  public ExportCounts counts() {
    return worker.counts;
  }

  @Override
  public void onStart(Context parentContext, ReadWriteSpan span) {}

  @Override
  public boolean isStartRequired() {
    return false;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    // The ids of operations become text on the export thread.
    boolean sampled =
        span instanceof Operation
            ? ((Operation) span).isSampled()
            : span.getSpanContext().isSampled();
    if (sampled) {
      worker.add(span);
    }
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  /**
   * From now on, exports a tenth of a second after spans end: for a process that is about to end.
   */
  public void hurry() {
    worker.hurry();
  }

  /** Exports what is queued. The result fails if that did not succeed within the export timeout. */
  @Override
  public CompletableResultCode forceFlush() {
    return worker.flush();
  }

  /**
   * Exports what is queued, within the export timeout, and ends the thread. Spans that end later
   * are dropped.
   */
  @Override
  public CompletableResultCode shutdown() {
    return worker.end();
  }

  private static final class SpanWorker extends BatchWorker<ReadableSpan, SpanData> {
    private final Supplier<? extends SpanExporter> source;
    private @Nullable SpanExporter exporter;

    SpanWorker(Supplier<? extends SpanExporter> source, BatchLimits limits, FailureLog failures) {
      super("obs-export", "traces", limits, failures);
      this.source = source;
    }

    @Override
    SpanData read(ReadableSpan span) {
      return span.toSpanData();
    }

    @Override
    @Nullable CompletableResultCode export(Collection<SpanData> batch) {
      if (exporter == null) {
        exporter = source.get();
      }
      return exporter.export(batch);
    }

    @Override
    CompletableResultCode closeExporter() {
      return exporter == null ? CompletableResultCode.ofSuccess() : exporter.shutdown();
    }
  }
}
