/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.api;

import io.obsagent.core.operation.ManualSpan;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A span that the application is about to start. For one thread. */
public final class SpanStart {
  private final ApiScope scope;
  private final String name;
  private final List<Object> attributes = new ArrayList<>(4);
  private final List<Object> links = new ArrayList<>(0);
  private SpanKind kind = SpanKind.INTERNAL;
  private @Nullable Context parent;
  private long startEpochNanos;

  public SpanStart(ApiScope scope, String name) {
    this.scope = scope;
    this.name = name;
  }

  /** Sets the parent; without one it is what is current as the span starts. */
  public void parent(AgentContext context) {
    parent = context.agent();
  }

  /** Says that there is no parent, whatever is current. */
  public void noParent() {
    parent = Context.root();
  }

  /** Sets the kind, by its name; one that is not known changes nothing. */
  public void kind(String name) {
    for (SpanKind known : SpanKind.values()) {
      if (known.name().equals(name)) {
        kind = known;
      }
    }
  }

  /** Sets an attribute; see {@link AgentAttributes#put}. */
  public void set(String type, String key, Object value) {
    attributes.add(AgentAttributes.key(type, key));
    attributes.add(value);
  }

  /** Adds a link; attributes are null for none. */
  public void link(SpanIds ids, @Nullable AgentAttributes attributes) {
    links.add(ids.context());
    links.add(AgentAttributes.of(attributes));
  }

  /** Says when the span began, in nanoseconds since the epoch; 0 for now. */
  public void startedAt(long epochNanos) {
    startEpochNanos = epochNanos;
  }

  @SuppressWarnings("unchecked")
  Span start() {
    Context under = parent == null ? Context.current() : parent;
    Span span = ManualSpan.start(name, kind, under, scope.info, startEpochNanos);
    for (int i = 0; i < attributes.size(); i += 2) {
      AttributeKey<?> key = (AttributeKey<?>) attributes.get(i);
      span.setAttribute(
          (AttributeKey<Object>) key, AgentAttributes.given(key, attributes.get(i + 1)));
    }
    for (int i = 0; i < links.size(); i += 2) {
      span.addLink((SpanContext) links.get(i), (Attributes) links.get(i + 1));
    }
    return span;
  }
}
