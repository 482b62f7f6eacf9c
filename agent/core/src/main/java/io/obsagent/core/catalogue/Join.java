/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.obsagent.core.operation.Outcome;
import io.opentelemetry.api.trace.SpanKind;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An operation that a user defines by what starts it, what ends it, and the key that both have. It
 * goes from the start of the first to the end of the second, and is an operation like any other: a
 * child of what started it, with a span and with the metrics that rules ask for. One that nothing
 * ends in time ends by timeout; of too many the oldest are given up. Thread-safe.
 */
final class Join {
  private final OperationType type;
  private final Health health;
  private final long timeoutNanos;
  private final int mostOpen;
  private final Side start;
  private final Side end;
  private final Map<Long, Operation> open = new LinkedHashMap<>();
  private final RecentKeys ended;

  /** What rules read of what starts, or of what ends, the operation: taken when that happens. */
  static final class Side {
    private static final int MOST = 64;

    private final Field field;
    private final List<String> names = new ArrayList<>();
    private volatile List<Expression<Operation>> expressions = new ArrayList<>();

    Side(Field field) {
      this.field = field;
    }

    /** What a name stands for in rules; null when there is no room for one more. */
    synchronized @Nullable Expression<Operation> taken(
        String name, Expression<Operation> expression) {
      int index = names.indexOf(name);
      if (index < 0) {
        if (names.size() == MOST) {
          return null;
        }
        index = names.size();
        names.add(name);
        List<Expression<Operation>> more = new ArrayList<>(expressions);
        more.add(expression);
        expressions = more;
      }
      return new Taken(field, index);
    }

    void take(Operation from, Operation to) {
      List<Expression<Operation>> all = expressions;
      @Nullable Object[] values = new Object[all.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = plain(all.get(i).value(from));
      }
      to.set(field, values);
    }

    private static @Nullable Object plain(@Nullable Object value) {
      return value == null || value instanceof Number || value instanceof Boolean
          ? value
          : Values.text(value);
    }
  }

  /** A value that was taken; null in an operation that started before it was asked for. */
  private static final class Taken extends Expression<Operation> {
    private final Field field;
    private final int index;

    Taken(Field field, int index) {
      this.field = field;
      this.index = index;
    }

    @Override
    @Nullable Object value(Operation operation) {
      Object values = operation.get(field);
      return values instanceof Object[] && index < ((Object[]) values).length
          ? ((Object[]) values)[index]
          : null;
    }
  }

  Join(String name, Health health, long timeoutNanos, int mostOpen) {
    this.type = new OperationType(name, SpanKind.INTERNAL);
    this.health = health;
    this.timeoutNanos = timeoutNanos;
    this.mostOpen = mostOpen;
    this.start = new Side(type.field("start"));
    this.end = new Side(type.field("end"));
    this.ended = new RecentKeys(mostOpen);
  }

  OperationType type() {
    return type;
  }

  Health health() {
    return health;
  }

  Side start() {
    return start;
  }

  Side end() {
    return end;
  }

  /** Starts the operation of a key, unless it goes on already. */
  void begin(long key, Operation by) {
    Operation operation = Operation.startDetachedWith(type, by);
    start.take(by, operation);
    synchronized (open) {
      if (open.containsKey(key)) {
        health.skipped(Health.REPEATED);
      } else {
        if (open.size() == mostOpen) {
          Iterator<Operation> all = open.values().iterator();
          all.next();
          all.remove();
          health.skipped(Health.FULL);
        }
        open.put(key, operation);
      }
    }
    expire();
  }

  /** Ends the operation of a key; when there is none, and was none lately, that is counted. */
  void end(long key, Operation by) {
    Operation operation;
    synchronized (open) {
      operation = open.remove(key);
    }
    if (operation != null) {
      ended.add(key);
      end.take(by, operation);
      operation.fail(by.error()).outcome(by.outcome()).end();
    } else {
      health.skipped(ended.contains(key) ? Health.REPEATED : Health.ORPHAN);
    }
  }

  /** Ends what has gone on for too long. */
  void expire() {
    for (Operation operation = expired(); operation != null; operation = expired()) {
      operation.outcome(Outcome.TIMEOUT).end(timeoutNanos);
    }
  }

  private @Nullable Operation expired() {
    synchronized (open) {
      Iterator<Operation> all = open.values().iterator();
      Operation oldest = all.hasNext() ? all.next() : null;
      if (oldest == null || oldest.durationNanos() < timeoutNanos) {
        return null;
      }
      all.remove();
      return oldest;
    }
  }
}
