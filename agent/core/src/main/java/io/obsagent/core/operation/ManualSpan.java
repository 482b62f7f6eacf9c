/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.data.StatusData;

/**
 * A span that the application starts itself. It is an operation, so that others are around it and
 * in it, but current only where the application makes it so.
 */
public final class ManualSpan {
  private static final OperationType TYPE = new OperationType("span", SpanKind.INTERNAL);

  private ManualSpan() {}

  /**
   * Starts one.
   *
   * @param parent the root context for one that begins a trace
   * @param scope what of the application it is of
   * @param epochNanos when it began, by the wall clock; 0 for now
   */
  public static Span start(
      String name, SpanKind kind, Context parent, InstrumentationScopeInfo scope, long epochNanos) {
    SpanOperation span = SpanOperation.startAt(TYPE, released(parent), epochNanos);
    span.name(name).kind(kind);
    span.scope(scope);
    return span;
  }

  /**
   * Starts one that is current on this thread, of a method that is annotated to be a span.
   *
   * @param inherits whether it is a child of what is current, and does not begin a trace
   */
  public static Operation enter(String name, SpanKind kind, boolean inherits) {
    Slot slot = Slot.mine();
    Context parent = inherits ? slot.context : null;
    return SpanOperation.start(TYPE, parent, slot).name(name).kind(kind);
  }

  /**
   * An ended parent is known by its ids alone: an application that starts each span under the one
   * before would keep all of them otherwise.
   */
  private static Context released(Context parent) {
    Operation around = Operation.of(parent);
    if (around == null || around.isRunning()) {
      return parent;
    }
    Context ids =
        Span.wrap(Span.fromContext(parent).getSpanContext()).storeInContext(Context.root());
    Baggage baggage = Baggage.fromContextOrNull(parent);
    return baggage == null ? ids : baggage.storeInContext(ids);
  }

  /** Whether a span may still be changed. */
  public static boolean isOpen(Span span) {
    return span instanceof ReadableSpan && !((ReadableSpan) span).hasEnded();
  }

  /** Sets a span's status, as the SDK does: what is well stays so, only errors are described. */
  public static void status(Span span, StatusCode code, String description) {
    if (code == StatusCode.UNSET || !(span instanceof SpanOperation)) {
      return;
    }
    StatusData now = ((SpanOperation) span).getStatus();
    if (now.getStatusCode() != StatusCode.OK) {
      span.setStatus(code, code == StatusCode.ERROR ? description : "");
    }
  }
}
