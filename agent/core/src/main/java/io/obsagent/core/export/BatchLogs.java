/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.logs.ReadWriteLogRecord;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import java.util.Collection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Exports log records in batches on one daemon thread, {@code obs-logs}, which starts with the
 * first record and which nothing ends but {@link #shutdown()}. The counterpart of {@link
 * BatchSpans}. Thread-safe.
 */
public final class BatchLogs implements LogRecordProcessor {
  private final LogWorker worker;

  /**
   * A processor that has started nothing yet.
   *
   * @param exporter gives the exporter; called once, on the export thread, for the first batch
   *     (again for the next one if it threw)
   * @param limits as in the settings {@code otel.blrp.*}
   * @param failures where failed exports are reported
   */
  public BatchLogs(
      Supplier<? extends LogRecordExporter> exporter, BatchLimits limits, FailureLog failures) {
    this.worker = new LogWorker(exporter, limits, failures);
  }

  /** Totals of log records. */
  public ExportCounts counts() {
    return worker.counts;
  }

  @Override
  public void onEmit(Context context, ReadWriteLogRecord logRecord) {
    worker.add(logRecord);
  }

  /**
   * From now on, exports a tenth of a second after records come: for a process that is about to
   * end.
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
   * Exports what is queued, within the export timeout, and ends the thread. Records that come later
   * are dropped.
   */
  @Override
  public CompletableResultCode shutdown() {
    return worker.end();
  }

  private static final class LogWorker extends BatchWorker<ReadWriteLogRecord, LogRecordData> {
    private final Supplier<? extends LogRecordExporter> source;
    private @Nullable LogRecordExporter exporter;

    LogWorker(
        Supplier<? extends LogRecordExporter> source, BatchLimits limits, FailureLog failures) {
      super("obs-logs", "logs", limits, failures);
      this.source = source;
    }

    @Override
    LogRecordData read(ReadWriteLogRecord item) {
      return item.toLogRecordData();
    }

    @Override
    @Nullable CompletableResultCode export(Collection<LogRecordData> batch) {
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
