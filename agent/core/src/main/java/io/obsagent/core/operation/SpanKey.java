/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import org.jspecify.annotations.Nullable;

/** Learns under which key a span stores itself in a context, by letting one do so. */
final class SpanKey implements Context {
  private @Nullable ContextKey<?> key;

  static ContextKey<?> find() {
    SpanKey finder = new SpanKey();
    Span.getInvalid().storeInContext(finder);
    ContextKey<?> found = finder.key;
    return found == null ? ContextKey.named("none") : found;
  }

  @Override
  public <V> @Nullable V get(ContextKey<V> key) {
    return null;
  }

  @Override
  public <V> Context with(ContextKey<V> key, V value) {
    this.key = key;
    return this;
  }
}
