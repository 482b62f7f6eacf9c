/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** The last so many keys, by their hashes. Thread-safe. */
final class RecentKeys {
  private final int most;
  private final Set<Long> keys = new HashSet<>();
  private long[] order = new long[16];
  private int oldest;

  RecentKeys(int most) {
    this.most = most;
  }

  /** Adds a key in place of the oldest when there are too many; false when it is there already. */
  synchronized boolean add(long key) {
    if (!keys.add(key)) {
      return false;
    }
    if (keys.size() > most) {
      keys.remove(order[oldest]);
      order[oldest] = key;
      oldest = (oldest + 1) % most;
    } else {
      if (keys.size() > order.length) {
        order = Arrays.copyOf(order, Math.min(2 * order.length, most));
      }
      order[keys.size() - 1] = key;
    }
    return true;
  }

  synchronized boolean contains(long key) {
    return keys.contains(key);
  }
}
