/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Running totals of one export pipeline since it was created. Thread-safe; reading never blocks.
 */
public final class ExportCounts {
  final AtomicLong exported = new AtomicLong();
  final AtomicLong dropped = new AtomicLong();
  final AtomicLong failures = new AtomicLong();
  final AtomicLong restarts = new AtomicLong();

  ExportCounts() {}

  /** Items (spans, log records, metrics) that the exporter has acknowledged. */
  public long exported() {
    return exported.get();
  }

  /** Items lost: the queue was full, the pipeline was shut down, or their export failed. */
  public long dropped() {
    return dropped.get();
  }

  /** Exports that failed or did not complete in time. */
  public long failures() {
    return failures.get();
  }

  /** How often the export thread met an interrupt or an {@link Error} and went on. */
  public long restarts() {
    return restarts.get();
  }
}
