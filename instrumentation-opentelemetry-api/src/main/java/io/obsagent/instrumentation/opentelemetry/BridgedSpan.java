/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.obsagent.core.api.AgentContext;
import io.obsagent.core.api.AgentSpan;
import io.obsagent.core.api.SpanIds;
import io.obsagent.core.api.SpanStart;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A span of the agent's. */
final class BridgedSpan extends AgentSpan implements Span {
  private @Nullable SpanContext spanContext;

  BridgedSpan(AgentContext context) {
    super(context);
  }

  BridgedSpan(SpanStart start) {
    super(start);
  }

  private BridgedSpan(SpanContext elsewhere) {
    super(ids(elsewhere));
    spanContext = elsewhere;
  }

  /** A span of the agent's for one that is known by its ids; null for one of another SDK. */
  static @Nullable BridgedSpan of(Span span) {
    if (span instanceof BridgedSpan) {
      return (BridgedSpan) span;
    }
    SpanContext context = span.getSpanContext();
    boolean isNoMoreThanIds = span.getClass() == Span.getInvalid().getClass();
    return isNoMoreThanIds || !context.isValid() ? new BridgedSpan(context) : null;
  }

  static SpanIds ids(SpanContext context) {
    Map<String, String> state = new LinkedHashMap<>();
    context.getTraceState().forEach(state::put);
    return new SpanIds(
        context.getTraceId(),
        context.getSpanId(),
        context.getTraceFlags().asByte(),
        context.isRemote(),
        state);
  }

  @Override
  public SpanContext getSpanContext() {
    SpanContext made = spanContext;
    if (made == null) {
      made = context(ids());
      spanContext = made;
    }
    return made;
  }

  private static SpanContext context(SpanIds ids) {
    TraceState state = TraceState.getDefault();
    if (!ids.state.isEmpty()) {
      TraceStateBuilder builder = TraceState.builder();
      for (Map.Entry<String, String> entry : ids.state.entrySet()) {
        builder.put(entry.getKey(), entry.getValue());
      }
      state = builder.build();
    }
    TraceFlags flags = TraceFlags.fromByte(ids.flags);
    return ids.remote
        ? SpanContext.createFromRemoteParent(ids.traceId, ids.spanId, flags, state)
        : SpanContext.create(ids.traceId, ids.spanId, flags, state);
  }

  @Override
  public <T> Span setAttribute(@Nullable AttributeKey<T> key, @Nullable T value) {
    if (key != null && value != null && !key.getKey().isEmpty()) {
      String type = key.getType().name();
      set(type, key.getKey(), Converted.value(type, value));
    }
    return this;
  }

  @Override
  public Span addEvent(@Nullable String name, @Nullable Attributes attributes) {
    if (name != null) {
      event(name, Converted.attributes(attributes));
    }
    return this;
  }

  @Override
  public Span addEvent(
      @Nullable String name,
      @Nullable Attributes attributes,
      long timestamp,
      @Nullable TimeUnit unit) {
    if (name != null && unit != null) {
      event(name, Converted.attributes(attributes), timestamp, unit);
    }
    return this;
  }

  @Override
  public Span addLink(@Nullable SpanContext span, @Nullable Attributes attributes) {
    if (span != null && span.isValid()) {
      link(ids(span), Converted.attributes(attributes));
    }
    return this;
  }

  @Override
  public Span setStatus(@Nullable StatusCode code, @Nullable String description) {
    if (code != null) {
      status(code.name(), description == null ? "" : description);
    }
    return this;
  }

  @Override
  public Span recordException(@Nullable Throwable thrown, @Nullable Attributes attributes) {
    if (thrown != null) {
      exception(thrown, Converted.attributes(attributes));
    }
    return this;
  }

  @Override
  public Span updateName(@Nullable String name) {
    if (name != null) {
      rename(name);
    }
    return this;
  }

  @Override
  public void end(long timestamp, @Nullable TimeUnit unit) {
    if (unit == null) {
      end();
    } else {
      super.end(timestamp, unit);
    }
  }
}
