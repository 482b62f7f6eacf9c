/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;

/**
 * Carries contexts over process borders, by W3C trace context until the SDK's own propagators are
 * known. Thread-safe.
 */
public final class Propagation {
  private static volatile TextMapPropagator propagator = W3CTraceContextPropagator.getInstance();

  private Propagation() {}

  /** Sets the propagators that the settings ask for. */
  public static void use(TextMapPropagator propagator) {
    Propagation.propagator = propagator;
  }

  /** The propagators as they are now. */
  public static TextMapPropagator propagator() {
    return propagator;
  }

  /** Writes an operation's context into a request. Never throws. */
  public static <C> void inject(Operation operation, C request, TextMapSetter<C> setter) {
    try {
      propagator.inject(operation.context(), request, setter);
    } catch (RuntimeException e) {
      Failures.swallowed(e);
    }
  }

  /** Reads the context of a request's sender; the root context when there is none. Never throws. */
  public static <C> Context extract(C request, TextMapGetter<C> getter) {
    try {
      return propagator.extract(Context.root(), request, getter);
    } catch (RuntimeException e) {
      Failures.swallowed(e);
      return Context.root();
    }
  }
}
