/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Something that the application does and that takes time: a request, a query, a job. From its
 * start to its end it is usually {@linkplain #current() current} on its thread, so that what starts
 * meanwhile becomes its child. At its end it yields a span, if sampled, and in any case the metrics
 * that the catalogue asks for.
 *
 * <p>The common case, wholly on one thread:
 *
 * <pre>{@code
 * Operation operation = Operation.start(DbQuery.TYPE);   // null inside another query: nothing to do then
 * …
 * operation.fail(thrown);                                // null is fine
 * operation.end();
 * }</pre>
 *
 * <p>An asynchronous one calls {@link #leave()} on the thread that started it and {@link #end()}
 * wherever it completes.
 *
 * <p>Fields may be set by one thread at a time; {@code end} may be called by several, the first
 * counts. No method throws.
 */
public abstract class Operation {
  final OperationType type;

  Operation(OperationType type) {
    this.type = type;
  }

  /**
   * Starts an operation as a child of the current one and makes it current.
   *
   * @return null when it is part of the current operation and not one of its own, such as a query
   *     of a driver under the query of its pool's wrapper
   */
  public static @Nullable Operation start(OperationType type) {
    Slot slot = Slot.mine();
    return contained(type, slot.context) ? null : SpanOperation.start(type, slot.context, slot);
  }

  /**
   * Starts an operation under a parent of the caller's choice, such as one extracted from a
   * request, and makes it current. What is current by then matters only for whether it is part of
   * that.
   *
   * @param parent the root context for an operation that begins a trace
   */
  public static @Nullable Operation start(OperationType type, Context parent) {
    Slot slot = Slot.mine();
    return contained(type, slot.context) ? null : SpanOperation.start(type, parent, slot);
  }

  /**
   * Starts an operation that is one of its own even inside another of its kind, such as a job that
   * a job asked for, and makes it current.
   *
   * @param parent the root context for an operation that begins a trace
   */
  public static Operation startNested(OperationType type, Context parent) {
    return SpanOperation.start(type, parent, Slot.mine());
  }

  /**
   * Starts an operation that is never current on a thread, such as a wait for an answer that others
   * will see.
   *
   * @param parent the root context for an operation that begins a trace
   */
  public static Operation startDetached(OperationType type, Context parent) {
    return SpanOperation.start(type, parent, null);
  }

  /**
   * Starts an operation that is never current, as a child of another and at the same time as that:
   * for what began with it but was learned of later. With an event, which is no span, it is a child
   * of what the event stands for, or else of what is around it.
   */
  public static Operation startDetachedWith(OperationType type, Operation parent) {
    Operation operation = parent instanceof Event ? ((Event) parent).operation() : parent;
    return operation instanceof SpanOperation
        ? SpanOperation.startWith(type, (SpanOperation) operation)
        : SpanOperation.startAgo(type, parent.context(), parent.durationNanos());
  }

  private static boolean contained(OperationType type, @Nullable Context context) {
    Operation enclosing = context == null ? null : SpanOperation.around(context);
    return enclosing != null && enclosing.isRunning() && enclosing.type.contains(type);
  }

  /**
   * The innermost operation that is current on this thread; null when none is, or when a span that
   * others made is current inside it.
   */
  public static @Nullable Operation current() {
    return of(Slot.mine().context);
  }

  /**
   * The innermost running operation of a type among the current one and those around it; null when
   * there is none.
   */
  public static @Nullable Operation current(OperationType type) {
    Context context = Slot.mine().context;
    Operation operation = context == null ? null : SpanOperation.around(context);
    while (operation != null && (operation.type != type || !operation.isRunning())) {
      operation = operation.parent();
    }
    return operation;
  }

  /** The operation that a context belongs to; null when none. */
  public static @Nullable Operation of(@Nullable Context context) {
    return context == null ? null : SpanOperation.spanOf(context);
  }

  /** What kind of operation this is. */
  public final OperationType type() {
    return type;
  }

  /** The operation around this one in this process; null for the outermost. */
  public abstract @Nullable Operation parent();

  /** The context in which children of this operation start. */
  public abstract Context context();

  /** Whether it has not ended. */
  public abstract boolean isRunning();

  /**
   * Sets a field of this operation's type; null removes it.
   *
   * @param value a String, Long, Boolean, or for fields without an attribute any value that is
   *     never changed afterwards; bytes are a text in UTF-8, which becomes one when it is read
   */
  public abstract Operation set(Field field, @Nullable Object value);

  /** Sets a numeric field. */
  public abstract Operation set(Field field, long value);

  /** The value of a field; null when it is not set or not one of this operation's type. */
  public abstract @Nullable Object get(Field field);

  /** A value, as text if it was given as bytes. */
  static @Nullable Object read(@Nullable Object[] values, int slot) {
    Object value = values[slot];
    if (value instanceof byte[]) {
      value = new String((byte[]) value, StandardCharsets.UTF_8);
      values[slot] = value;
    }
    return value;
  }

  /** Sets the span's name; of low cardinality. Without one the span is named like the type. */
  public abstract Operation name(String name);

  /** The span's name as it is now. */
  public abstract String name();

  /** Sets the span's kind where it is not the type's. */
  public abstract Operation kind(SpanKind kind);

  /** Adds an attribute that only spans show, such as one that a user's rule asks for. */
  public abstract Operation attribute(String key, Object value);

  /** Links this operation to a span of another trace, by their ids as unsigned numbers. */
  public abstract Operation link(long traceIdHigh, long traceIdLow, long spanId);

  /**
   * Gives an operation that has no parent ids of the caller's choice, so that another process which
   * knows them can link to it. Without effect once the ids were used.
   */
  public abstract Operation identify(long traceIdHigh, long traceIdLow, long spanId);

  /**
   * Says that the operation failed.
   *
   * @param error what was thrown; null leaves the operation as it is
   */
  public abstract Operation fail(@Nullable Throwable error);

  /**
   * Says that the operation failed without an exception.
   *
   * @param errorType a word of low cardinality for {@code error.type}, such as a status code
   */
  public abstract Operation fail(String errorType);

  /**
   * Says how the operation ended where that is not {@code ok}, or {@code error} by {@link #fail}.
   */
  public abstract Operation outcome(Outcome outcome);

  /** How it ended, or would if it ended now. */
  public abstract Outcome outcome();

  /** What was thrown; null when nothing was. */
  public abstract @Nullable Throwable error();

  /** Has each direct child that ends from now on told to a watcher; the last one set counts. */
  public abstract Operation watch(ChildWatcher watcher);

  /**
   * Makes the operation current on this thread again, for work on its behalf; close the scope on
   * this thread.
   */
  public abstract Scope enter();

  /** Stops being current on this thread, if it is, and goes on. */
  public abstract void leave();

  /**
   * Ends the operation now, and stops being current on this thread if it is. Only the first call
   * has an effect.
   */
  public abstract void end();

  /**
   * Ends the operation as {@link #end()} does, but as of a moment that has passed: for an end that
   * is known to be one only later.
   *
   * @param durationNanos nanoseconds from the start to that moment
   */
  public abstract void end(long durationNanos);

  /** Nanoseconds since the start, by a monotonic clock; of an ended operation from start to end. */
  public abstract long durationNanos();

  /** When it ended, in nanoseconds since the epoch; now as long as it has not. */
  public abstract long endEpochNanos();

  /**
   * A number, each of whose bits is as good as random from one operation to the next, by which a
   * part of all may be picked.
   */
  public abstract long lot();

  /** The trace id as 32 lower-case hexadecimal digits. */
  public abstract String traceId();

  /** The span id as 16 lower-case hexadecimal digits. */
  public abstract String spanId();

  /** Whether the span is sampled. */
  public abstract boolean isSampled();
}
