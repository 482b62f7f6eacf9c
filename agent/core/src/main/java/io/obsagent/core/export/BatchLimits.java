/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import java.util.concurrent.TimeUnit;

/**
 * The bounds of a batching pipeline, as in the {@code otel.bsp.*} and {@code otel.blrp.*} settings.
 * Immutable.
 */
public final class BatchLimits {
  final long delayNanos;
  final int queueSize;
  final int batchSize;
  final long timeoutNanos;

  /**
   * Bounds; values out of range are moved into it.
   *
   * @param delayMillis the longest time between two exports, milliseconds, at least 1
   * @param queueSize how many items may wait, 1 to 1,048,576; more are dropped
   * @param batchSize the most items in one export, at least 1 and at most {@code queueSize}
   * @param timeoutMillis how long one export may take, milliseconds; 0 for no limit
   */
  public BatchLimits(long delayMillis, int queueSize, int batchSize, long timeoutMillis) {
    this.delayNanos = TimeUnit.MILLISECONDS.toNanos(Math.max(1, delayMillis));
    this.queueSize = Math.max(1, Math.min(queueSize, 1 << 20));
    this.batchSize = Math.max(1, Math.min(batchSize, this.queueSize));
    this.timeoutNanos = timeoutNanos(timeoutMillis);
  }

  /** A timeout in nanoseconds that can be added to the clock; 0 milliseconds stand for no limit. */
  static long timeoutNanos(long millis) {
    long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
    return nanos <= 0 ? Long.MAX_VALUE / 2 : Math.min(nanos, Long.MAX_VALUE / 2);
  }
}
