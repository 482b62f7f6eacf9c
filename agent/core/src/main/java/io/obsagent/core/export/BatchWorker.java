/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import io.opentelemetry.sdk.common.CompletableResultCode;
import java.util.ArrayList;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Collects items from application threads and exports them in batches, on a thread that starts with
 * the first item.
 *
 * @param <T> what application threads hand over
 * @param <D> what the exporter takes
 */
abstract class BatchWorker<T, D> extends ExportWorker {
  private final int batchSize;
  private final BatchQueue<T> queue;

  BatchWorker(String threadName, String what, BatchLimits limits, FailureLog failures) {
    super(threadName, what, limits.delayNanos, limits.timeoutNanos, failures);
    this.batchSize = limits.batchSize;
    this.queue = new BatchQueue<>(limits.queueSize);
  }

  /** The exporter's form of an item. */
  abstract D read(T item);

  /** Hands a batch to the exporter, which the first call creates. */
  abstract @Nullable CompletableResultCode export(Collection<D> batch);

  /** Queues an item, or counts it as dropped. Never blocks, never throws. */
  final void add(T item) {
    int queued = isStopping() ? 0 : queue.offer(item);
    if (queued == 0) {
      counts.dropped.incrementAndGet();
    } else if (!isLaunched()) {
      launch();
    } else if (queued >= batchSize) {
      wake();
    }
  }

  @Override
  final boolean isFull() {
    return queue.size() >= batchSize;
  }

  @Override
  final boolean exportAll(long deadline) {
    int left = queue.size();
    boolean success = true;
    while (left > 0 && success) {
      left -= batchSize;
      success = exportSome(deadline) && System.nanoTime() - deadline < 0;
    }
    return success;
  }

  @Override
  final boolean exportSome(long deadline) {
    ArrayList<D> batch = new ArrayList<>(Math.min(queue.size(), batchSize));
    int taken = 0;
    try {
      T item;
      while (taken < batchSize && (item = queue.poll()) != null) {
        taken++;
        batch.add(read(item));
      }
      return taken == 0 || settle(export(batch), taken, deadline);
    } catch (Throwable failure) {
      lost(failure, taken);
      return false;
    }
  }
}
