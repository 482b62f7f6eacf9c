/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue for many writers and one reader: no locks, no allocation, one compare-and-set to
 * add.
 */
final class BatchQueue<T> {
  private final int limit;
  private final int mask;
  private final AtomicReferenceArray<@Nullable T> ring;
  private final AtomicLong head = new AtomicLong();
  private final AtomicLong tail = new AtomicLong();

  BatchQueue(int limit) {
    this.limit = limit;
    int size = Integer.highestOneBit(limit);
    int length = size == limit ? size : size << 1;
    this.mask = length - 1;
    this.ring = new AtomicReferenceArray<>(length);
  }

  /**
   * Adds an item and returns how many are queued now, or 0 when the queue is full and the item was
   * not taken.
   */
  int offer(T item) {
    long slot;
    long taken;
    do {
      slot = tail.get();
      taken = slot - head.get();
      if (taken >= limit) {
        return 0;
      }
    } while (!tail.compareAndSet(slot, slot + 1));
    ring.lazySet((int) slot & mask, item);
    return (int) taken + 1;
  }

  /**
   * Takes the oldest item; null when there is none, or when its writer has not finished. Only for
   * the one reader.
   */
  @Nullable T poll() {
    long slot = head.get();
    int index = (int) slot & mask;
    T item = ring.get(index);
    if (item != null) {
      ring.lazySet(index, null);
      head.lazySet(slot + 1);
    }
    return item;
  }

  int size() {
    return (int) (tail.get() - head.get());
  }
}
