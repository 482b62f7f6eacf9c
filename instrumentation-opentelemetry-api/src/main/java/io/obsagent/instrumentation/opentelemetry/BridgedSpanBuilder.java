/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.obsagent.core.api.ApiScope;
import io.obsagent.core.api.SpanStart;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A span that is about to start. */
final class BridgedSpanBuilder implements SpanBuilder {
  private final SpanStart start;
  private final boolean silent;

  /**
   * @param silent whether the span is not to be recorded
   */
  BridgedSpanBuilder(ApiScope scope, String name, boolean silent) {
    start = new SpanStart(scope, name);
    this.silent = silent;
  }

  @Override
  public SpanBuilder setParent(@Nullable Context context) {
    if (context != null) {
      start.parent(BridgedContext.of(context));
    }
    return this;
  }

  @Override
  public SpanBuilder setNoParent() {
    start.noParent();
    return this;
  }

  @Override
  public SpanBuilder addLink(@Nullable SpanContext span) {
    return addLink(span, Attributes.empty());
  }

  @Override
  public SpanBuilder addLink(@Nullable SpanContext span, @Nullable Attributes attributes) {
    if (span != null && span.isValid()) {
      start.link(BridgedSpan.ids(span), Converted.attributes(attributes));
    }
    return this;
  }

  @Override
  public SpanBuilder setAttribute(@Nullable String key, @Nullable String value) {
    return set("STRING", key, value);
  }

  @Override
  public SpanBuilder setAttribute(@Nullable String key, long value) {
    return set("LONG", key, value);
  }

  @Override
  public SpanBuilder setAttribute(@Nullable String key, double value) {
    return set("DOUBLE", key, value);
  }

  @Override
  public SpanBuilder setAttribute(@Nullable String key, boolean value) {
    return set("BOOLEAN", key, value);
  }

  @Override
  public <T> SpanBuilder setAttribute(@Nullable AttributeKey<T> key, @Nullable T value) {
    if (key != null && value != null) {
      String type = key.getType().name();
      set(type, key.getKey(), Converted.value(type, value));
    }
    return this;
  }

  private SpanBuilder set(String type, @Nullable String key, @Nullable Object value) {
    if (key != null && !key.isEmpty() && value != null) {
      start.set(type, key, value);
    }
    return this;
  }

  @Override
  public SpanBuilder setSpanKind(@Nullable SpanKind kind) {
    if (kind != null) {
      start.kind(kind.name());
    }
    return this;
  }

  @Override
  public SpanBuilder setStartTimestamp(long timestamp, @Nullable TimeUnit unit) {
    if (timestamp >= 0 && unit != null) {
      start.startedAt(unit.toNanos(timestamp));
    }
    return this;
  }

  @Override
  public Span startSpan() {
    return silent ? new SilentSpan() : new BridgedSpan(start);
  }
}
