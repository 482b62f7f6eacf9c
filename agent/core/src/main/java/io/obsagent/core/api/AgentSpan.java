/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.api;

import io.obsagent.core.operation.ManualSpan;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A span of the agent's as an application sees it: one that it started itself, one of an operation
 * that the agent found, or one of another process. An ended span is not changed any more.
 * Thread-safe.
 */
public abstract class AgentSpan {
  final Span span;

  /** The span of a context. */
  protected AgentSpan(AgentContext context) {
    span = Span.fromContext(context.agent());
  }

  /** A new span. */
  protected AgentSpan(SpanStart start) {
    span = start.start();
  }

  /** A span that is known by its ids alone. */
  protected AgentSpan(SpanIds ids) {
    span = Span.wrap(ids.context());
  }

  /** Its ids. */
  protected final SpanIds ids() {
    return SpanIds.of(span.getSpanContext());
  }

  /** Whether what is set is kept. */
  public boolean isRecording() {
    return span.isRecording();
  }

  /** Sets an attribute; see {@link AgentAttributes#put}. */
  @SuppressWarnings("unchecked")
  protected final void set(String type, String key, Object value) {
    if (isOpen()) {
      AttributeKey<?> known = AgentAttributes.key(type, key);
      span.setAttribute((AttributeKey<Object>) known, AgentAttributes.given(known, value));
    }
  }

  /** Adds an event of now. */
  protected final void event(String name, @Nullable AgentAttributes attributes) {
    if (isOpen()) {
      span.addEvent(name, AgentAttributes.of(attributes));
    }
  }

  /** Adds an event of a time since the epoch. */
  protected final void event(
      String name, @Nullable AgentAttributes attributes, long timestamp, TimeUnit unit) {
    if (isOpen()) {
      span.addEvent(name, AgentAttributes.of(attributes), timestamp, unit);
    }
  }

  /** Adds a link. */
  protected final void link(SpanIds ids, @Nullable AgentAttributes attributes) {
    if (isOpen()) {
      span.addLink(ids.context(), AgentAttributes.of(attributes));
    }
  }

  /** Adds an event that tells of an exception. */
  protected final void exception(Throwable thrown, @Nullable AgentAttributes attributes) {
    if (isOpen()) {
      span.recordException(thrown, AgentAttributes.of(attributes));
    }
  }

  /**
   * Sets the status.
   *
   * @param code {@code OK}, {@code ERROR} or {@code UNSET}
   */
  protected final void status(String code, String description) {
    if (isOpen()) {
      ManualSpan.status(span, StatusCode.valueOf(code), description);
    }
  }

  /** Sets the name. */
  protected final void rename(String name) {
    if (isOpen()) {
      span.updateName(name);
    }
  }

  /** Ends the span now. */
  public void end() {
    span.end();
  }

  /** Ends the span at a time since the epoch; 0 for now. */
  public void end(long timestamp, TimeUnit unit) {
    span.end(timestamp, unit);
  }

  private boolean isOpen() {
    return ManualSpan.isOpen(span);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AgentSpan && ((AgentSpan) other).span == span;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(span);
  }

  @Override
  public String toString() {
    return span.toString();
  }
}
