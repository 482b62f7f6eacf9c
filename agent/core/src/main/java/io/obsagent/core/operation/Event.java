/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Something that happens at a moment: a rejection, a message. Rules take note of it as of an
 * operation that takes no time; it is no span and never current.
 *
 * <pre>{@code
 * Event event = Event.of(RateLimit.TYPE);               // null when nobody asks for such events
 * if (event != null) {
 *   event.set(RateLimit.IDENTIFIER, name).tell();
 * }
 * }</pre>
 *
 * <p>For one thread. No method throws.
 */
public final class Event extends Unspanned {
  private final @Nullable Operation operation;
  private final @Nullable Object[] values;
  private long durationNanos;
  private boolean told;
  private Outcome outcome = Outcome.OK;
  private @Nullable Throwable error;

  private Event(OperationType type, @Nullable Operation operation) {
    super(type);
    this.operation = operation;
    this.values = new Object[type.fieldCount()];
  }

  /** An event of a type, to be told; null when no rule and nobody else asks for any. */
  public static @Nullable Event of(OperationType type) {
    return of(type, null);
  }

  /**
   * The same of one that stands for an operation of another type, in whose trace it is.
   *
   * @param operation null for none
   */
  public static @Nullable Event of(OperationType type, @Nullable Operation operation) {
    return type.isRecorded() || Operations.areKept() ? new Event(type, operation) : null;
  }

  /** What it stands for; null for nothing. */
  @Nullable Operation operation() {
    return operation;
  }

  @Override
  public @Nullable Operation parent() {
    return operation == null ? super.parent() : operation;
  }

  @Override
  public Context context() {
    return operation == null ? super.context() : operation.context();
  }

  /** Tells it, with the fields that were set. Only the first call has an effect. */
  public void tell() {
    tell(0);
  }

  /** Tells it as something that took a time, in nanoseconds. */
  public synchronized void tell(long durationNanos) {
    if (!told) {
      told = true;
      this.durationNanos = durationNanos;
      Operations.ended(this);
    }
  }

  @Override
  public Event set(Field field, @Nullable Object value) {
    if (field.type() == type) {
      values[field.slot()] = value;
    }
    return this;
  }

  @Override
  public Event set(Field field, long value) {
    return set(field, (Object) Numbers.box(value));
  }

  @Override
  public @Nullable Object get(Field field) {
    return field.type() == type ? read(values, field.slot()) : null;
  }

  @Override
  public Event fail(@Nullable Throwable thrown) {
    if (thrown != null) {
      error = thrown;
      outcome = Outcome.ERROR;
    }
    return this;
  }

  @Override
  public Event fail(String errorType) {
    outcome = Outcome.ERROR;
    return this;
  }

  @Override
  public Event outcome(Outcome outcome) {
    this.outcome = outcome;
    return this;
  }

  @Override
  public Outcome outcome() {
    return outcome;
  }

  @Override
  public @Nullable Throwable error() {
    return error;
  }

  @Override
  public boolean isRunning() {
    return false;
  }

  @Override
  public long durationNanos() {
    return durationNanos;
  }
}
