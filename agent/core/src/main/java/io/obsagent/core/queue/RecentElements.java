/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.queue;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The elements that this process added or took lately, some thousands at most: one may displace
 * another. Thread-safe.
 */
final class RecentElements {
  private static final int SIZE = 4096;

  /** An element and, where this process added it, the ids of the span that did. */
  static final class Entry {
    final ElementId id;
    final @Nullable String traceId;
    final @Nullable String spanId;

    Entry(ElementId id, @Nullable String traceId, @Nullable String spanId) {
      this.id = id;
      this.traceId = traceId;
      this.spanId = spanId;
    }
  }

  private final AtomicReferenceArray<@Nullable Entry> entries = new AtomicReferenceArray<>(SIZE);

  void add(Entry entry) {
    entries.set(slot(entry.id), entry);
  }

  /** The entry of an element; null when it was not seen lately. */
  @Nullable Entry find(ElementId id) {
    Entry entry = entries.get(slot(id));
    return entry != null && entry.id.equals(id) ? entry : null;
  }

  private static int slot(ElementId id) {
    return (int) (id.low & SIZE - 1);
  }
}
