/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A span of a library that tells of itself what the agent tells already: it has the ids of what was
 * current at its start, is never current itself and is not recorded. Immutable.
 */
final class SilentSpan implements Span {
  private final SpanContext around = Span.current().getSpanContext();

  /** Whether spans of this scope are such: MySQL's driver has its own from 8.4 on. */
  static boolean isFor(@Nullable String scope) {
    return "MySQL Connector/J".equals(scope);
  }

  @Override
  public Context storeInContext(Context context) {
    return context;
  }

  @Override
  public Scope makeCurrent() {
    return Scope.noop();
  }

  @Override
  public Span setAttribute(@Nullable String key, @Nullable String value) {
    return this;
  }

  @Override
  public Span setAttribute(@Nullable String key, long value) {
    return this;
  }

  @Override
  public Span setAttribute(@Nullable String key, double value) {
    return this;
  }

  @Override
  public Span setAttribute(@Nullable String key, boolean value) {
    return this;
  }

  @Override
  public <T> Span setAttribute(@Nullable AttributeKey<T> key, @Nullable T value) {
    return this;
  }

  @Override
  public Span addEvent(@Nullable String name, @Nullable Attributes attributes) {
    return this;
  }

  @Override
  public Span addEvent(
      @Nullable String name,
      @Nullable Attributes attributes,
      long timestamp,
      @Nullable TimeUnit unit) {
    return this;
  }

  @Override
  public Span setStatus(@Nullable StatusCode status, @Nullable String description) {
    return this;
  }

  @Override
  public Span recordException(@Nullable Throwable exception, @Nullable Attributes attributes) {
    return this;
  }

  @Override
  public Span updateName(@Nullable String name) {
    return this;
  }

  @Override
  public void end() {}

  @Override
  public void end(long timestamp, @Nullable TimeUnit unit) {}

  @Override
  public SpanContext getSpanContext() {
    return around;
  }

  @Override
  public boolean isRecording() {
    return false;
  }
}
