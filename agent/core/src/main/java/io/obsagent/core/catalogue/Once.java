/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import org.jspecify.annotations.Nullable;

/** Lets an operation pass when what identifies it was not seen lately. Thread-safe. */
final class Once {
  private static final int MOST_KEYS = 10_000;

  private final Expression<Operation> key;
  private final RecentKeys seen = new RecentKeys(MOST_KEYS);

  Once(Expression<Operation> key) {
    this.key = key;
  }

  /** Whether it passes; if not that is counted. What nothing identifies does not pass. */
  boolean isFirst(Operation operation, Health health) {
    @Nullable Object value = key.value(operation);
    if (value == null) {
      health.skipped(Health.NULL);
      return false;
    }
    boolean first = seen.add(Hashes.of(value));
    if (!first) {
      health.skipped(Health.REPEATED);
    }
    return first;
  }
}
