/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.database;

import org.jspecify.annotations.Nullable;

/**
 * The values bound to a statement since it was last executed, of the columns that rules read:
 * texts, numbers and truth values. Where the rows of a batch or of an INSERT differ there is none.
 * Used, like the statement, by one thread at a time.
 */
final class BoundRow {
  private static final Object DIFFERENT = new Object();

  /** By parameter; -1 for one that nobody reads. */
  private final int[] slots;

  private final @Nullable Object[] values;

  /** In which execution each value was bound. */
  private final int[] executions;

  private int execution = 1;

  BoundRow(int[] slots, int count) {
    this.slots = slots;
    this.values = new Object[count];
    this.executions = new int[count];
  }

  /**
   * A value is bound.
   *
   * @param parameter from 1
   */
  void bind(int parameter, @Nullable Object value) {
    int slot = parameter > 0 && parameter <= slots.length ? slots[parameter - 1] : -1;
    if (slot < 0) {
      return;
    }
    Object simple =
        value instanceof String || value instanceof Number || value instanceof Boolean
            ? value
            : null;
    if (executions[slot] != execution) {
      executions[slot] = execution;
      values[slot] = simple;
    } else if (simple == null ? values[slot] != null : !simple.equals(values[slot])) {
      values[slot] = DIFFERENT;
    }
  }

  /** The statement is executed: its values by their slots. */
  Object executed() {
    execution++;
    @Nullable Object[] now = values.clone();
    for (int i = 0; i < now.length; i++) {
      if (now[i] == DIFFERENT) {
        now[i] = null;
      }
    }
    return now;
  }
}
