/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.api;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is known of a span elsewhere: its ids and what travels with them. Immutable. */
public final class SpanIds {
  public final String traceId;
  public final String spanId;
  public final byte flags;
  public final boolean remote;

  /** The entries of the trace state, in order. */
  public final Map<String, String> state;

  /** Takes the parts; ids as lower-case hexadecimal digits. */
  public SpanIds(
      String traceId, String spanId, byte flags, boolean remote, Map<String, String> state) {
    this.traceId = traceId;
    this.spanId = spanId;
    this.flags = flags;
    this.remote = remote;
    this.state = state;
  }

  static SpanIds of(SpanContext context) {
    Map<String, String> state = new LinkedHashMap<>();
    if (!context.getTraceState().isEmpty()) {
      state.putAll(context.getTraceState().asMap());
    }
    return new SpanIds(
        context.getTraceId(),
        context.getSpanId(),
        context.getTraceFlags().asByte(),
        context.isRemote(),
        state);
  }

  SpanContext context() {
    TraceState traceState = TraceState.getDefault();
    if (!state.isEmpty()) {
      TraceStateBuilder builder = TraceState.builder();
      for (Map.Entry<String, String> entry : state.entrySet()) {
        builder.put(entry.getKey(), entry.getValue());
      }
      traceState = builder.build();
    }
    TraceFlags traceFlags = TraceFlags.fromByte(flags);
    return remote
        ? SpanContext.createFromRemoteParent(traceId, spanId, traceFlags, traceState)
        : SpanContext.create(traceId, spanId, traceFlags, traceState);
  }
}
