/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An operation of which rules take note, but which is no span and never current: a call of a method
 * that a rule names. Its trace is that of the operation around it, whose span shows its attributes.
 * It has no fields of its own.
 */
public abstract class Unspanned extends Operation {
  /** Makes one of a type. */
  protected Unspanned(OperationType type) {
    super(type);
  }

  @Override
  public @Nullable Operation parent() {
    return Operation.current();
  }

  @Override
  public Context context() {
    return Context.current();
  }

  @Override
  public Operation set(Field field, @Nullable Object value) {
    return this;
  }

  @Override
  public Operation set(Field field, long value) {
    return this;
  }

  @Override
  public @Nullable Object get(Field field) {
    return null;
  }

  @Override
  public Operation name(String name) {
    return this;
  }

  @Override
  public String name() {
    return type.name();
  }

  @Override
  public Operation kind(SpanKind kind) {
    return this;
  }

  @Override
  public Operation attribute(String key, Object value) {
    Operation around = parent();
    if (around != null && around.isRunning()) {
      around.attribute(key, value);
    }
    return this;
  }

  @Override
  public Operation link(long traceIdHigh, long traceIdLow, long spanId) {
    return this;
  }

  @Override
  public Operation identify(long traceIdHigh, long traceIdLow, long spanId) {
    return this;
  }

  @Override
  public Operation fail(@Nullable Throwable error) {
    return this;
  }

  @Override
  public Operation fail(String errorType) {
    return this;
  }

  @Override
  public Operation outcome(Outcome outcome) {
    return this;
  }

  @Override
  public Operation watch(ChildWatcher watcher) {
    return this;
  }

  @Override
  public Scope enter() {
    return Scope.noop();
  }

  @Override
  public void leave() {}

  @Override
  public void end() {}

  @Override
  public void end(long durationNanos) {}

  @Override
  public long endEpochNanos() {
    return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
  }

  @Override
  public long lot() {
    return ThreadLocalRandom.current().nextLong();
  }

  @Override
  public String traceId() {
    Operation around = parent();
    return around == null ? "" : around.traceId();
  }

  @Override
  public String spanId() {
    Operation around = parent();
    return around == null ? "" : around.spanId();
  }

  @Override
  public boolean isSampled() {
    Operation around = parent();
    return around != null && around.isSampled();
  }
}
