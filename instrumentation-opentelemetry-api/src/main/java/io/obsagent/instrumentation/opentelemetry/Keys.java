/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.ImplicitContextKeyed;
import org.jspecify.annotations.Nullable;

/** Learns under which keys spans and baggage store themselves in a context. */
final class Keys implements Context {
  static final ContextKey<?> SPAN = of(Span.getInvalid());
  static final ContextKey<?> BAGGAGE = of(Baggage.empty());

  private @Nullable ContextKey<?> key;

  private static ContextKey<?> of(ImplicitContextKeyed value) {
    Keys finder = new Keys();
    value.storeInContext(finder);
    ContextKey<?> found = finder.key;
    return found == null ? ContextKey.named("none") : found;
  }

  @Override
  public <V> @Nullable V get(ContextKey<V> wanted) {
    return null;
  }

  @Override
  public <V> Context with(ContextKey<V> given, V value) {
    key = given;
    return this;
  }
}
