/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.database;

import io.obsagent.core.method.MethodCall;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Recorder;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The columns whose bound values rules read, and who listens as values are bound to a prepared
 * statement. Values of other columns are never looked at. Thread-safe.
 */
public final class BoundValues implements Recorder {
  /** Told of calls of the setters of prepared statements that have an index and a value. */
  public static final Recorder LISTENER = new BoundValues(true);

  /** Told of calls of those that have an index and bind null. */
  public static final Recorder NULL_LISTENER = new BoundValues(false);

  private static final int MOST = 256;
  private static volatile Map<String, Integer> slots = Collections.emptyMap();

  private final boolean hasValue;

  private BoundValues(boolean hasValue) {
    this.hasValue = hasValue;
  }

  /**
   * Says that a rule reads a column.
   *
   * @return its place among the values of {@code DbQuery.PARAMS}; -1 when there are too many
   */
  public static synchronized int slot(String column) {
    String name = column.toLowerCase(Locale.ROOT);
    Integer known = slots.get(name);
    if (known != null) {
      return known;
    }
    if (slots.size() == MOST) {
      return -1;
    }
    Map<String, Integer> more = new HashMap<>(slots);
    more.put(name, slots.size());
    slots = more;
    return slots.size() - 1;
  }

  /** Whether any rule ever read a column. */
  static boolean areRead() {
    return !slots.isEmpty();
  }

  /**
   * What is to be kept of the values bound to a statement.
   *
   * @param columns of its parameters, in their order
   * @return null when it has none of the columns
   */
  static @Nullable BoundRow row(@Nullable String[] columns) {
    Map<String, Integer> wanted = slots;
    int[] places = new int[columns.length];
    boolean any = false;
    for (int i = 0; i < columns.length; i++) {
      Integer slot = columns[i] == null ? null : wanted.get(columns[i]);
      places[i] = slot == null ? -1 : slot;
      any |= slot != null;
    }
    return any ? new BoundRow(places, wanted.size()) : null;
  }

  @Override
  public void ended(Operation operation, long durationNanos) {
    MethodCall call = (MethodCall) operation;
    Object statement = call.self();
    if (statement != null && call.error() == null) {
      Query query = Query.of(statement);
      BoundRow bound = query == null ? null : query.bound();
      Object index = call.argument(0);
      if (bound != null && index instanceof Integer) {
        bound.bind((Integer) index, hasValue ? call.argument(1) : null);
      }
    }
  }
}
