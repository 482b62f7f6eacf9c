/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.core.vocabulary.LeftError;
import org.jspecify.annotations.Nullable;

/** An exception on its way out of an operation, until it is known to go no further. */
final class ErrorLeft extends Unspanned {
  private final SpanOperation operation;
  private final Throwable error;

  private ErrorLeft(SpanOperation operation, Throwable error) {
    super(LeftError.TYPE);
    this.operation = operation;
    this.error = error;
  }

  /** That of an operation that ends; null when no rule asks for it. */
  static @Nullable ErrorLeft of(SpanOperation operation, Throwable error) {
    return LeftError.TYPE.isRecorded() ? new ErrorLeft(operation, error) : null;
  }

  /** It goes no further. */
  void stays() {
    type.record(this, operation.durationNanos());
  }

  @Override
  public @Nullable Object get(Field field) {
    if (field == LeftError.OPERATION) {
      return operation.type().name();
    }
    if (field == LeftError.ERROR_TYPE) {
      return error.getClass().getSimpleName();
    }
    return field == LeftError.ROUTE ? route() : null;
  }

  private @Nullable Object route() {
    Operation around = operation;
    while (around != null && around.type() != HttpServer.TYPE) {
      around = around.parent();
    }
    return around == null ? null : around.get(HttpServer.ROUTE);
  }

  @Override
  public @Nullable Operation parent() {
    return operation;
  }

  @Override
  public boolean isRunning() {
    return false;
  }

  @Override
  public Outcome outcome() {
    return operation.outcome();
  }

  @Override
  public Throwable error() {
    return error;
  }

  @Override
  public long durationNanos() {
    return operation.durationNanos();
  }
}
