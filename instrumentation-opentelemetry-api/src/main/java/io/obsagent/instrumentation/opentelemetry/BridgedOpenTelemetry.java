/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerBuilder;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import org.jspecify.annotations.Nullable;

/** The entry to all of it. */
final class BridgedOpenTelemetry implements OpenTelemetry, TracerProvider, ContextPropagators {
  private final MeterProvider meters = new BridgedMeter.Provider();
  private final TextMapPropagator propagator = new BridgedPropagator();

  @Override
  public TracerProvider getTracerProvider() {
    return this;
  }

  @Override
  public MeterProvider getMeterProvider() {
    return meters;
  }

  @Override
  public LoggerProvider getLogsBridge() {
    return BridgedLogs.provider();
  }

  @Override
  public ContextPropagators getPropagators() {
    return this;
  }

  @Override
  public TextMapPropagator getTextMapPropagator() {
    return propagator;
  }

  @Override
  public Tracer get(@Nullable String scope) {
    return new BridgedTracer(scope, null, null);
  }

  @Override
  public Tracer get(@Nullable String scope, @Nullable String version) {
    return new BridgedTracer(scope, version, null);
  }

  @Override
  public TracerBuilder tracerBuilder(@Nullable String scope) {
    return new BridgedTracer.Builder(scope);
  }
}
