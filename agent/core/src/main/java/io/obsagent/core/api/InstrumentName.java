/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.api;

import io.opentelemetry.api.metrics.DoubleCounterBuilder;
import io.opentelemetry.api.metrics.DoubleGaugeBuilder;
import io.opentelemetry.api.metrics.DoubleHistogramBuilder;
import io.opentelemetry.api.metrics.DoubleUpDownCounterBuilder;
import io.opentelemetry.api.metrics.LongCounterBuilder;
import io.opentelemetry.api.metrics.LongHistogramBuilder;
import io.opentelemetry.api.metrics.LongUpDownCounterBuilder;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.MeterProvider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an instrument of the application is called and measures. For one thread. */
public final class InstrumentName {
  final ApiScope scope;
  final InstrumentKind kind;
  private final String name;
  private @Nullable String description;
  private @Nullable String unit;
  private @Nullable List<Double> bounds;

  /** Whether values are doubles and not longs. */
  boolean doubles;

  public InstrumentName(ApiScope scope, InstrumentKind kind, String name, boolean doubles) {
    this.scope = scope;
    this.kind = kind;
    this.name = name;
    this.doubles = doubles;
  }

  /** Sets the description. */
  public void description(String text) {
    description = text;
  }

  /** Sets the unit. */
  public void unit(String text) {
    unit = text;
  }

  /** Sets the bounds of a histogram's buckets, ascending. */
  public void bounds(List<Double> upper) {
    bounds = upper;
  }

  /** Sets whether values are doubles. */
  public void doubles(boolean wanted) {
    doubles = wanted;
  }

  private Meter meter(MeterProvider meters) {
    return scope.meter(meters);
  }

  private String description() {
    return description == null ? "" : description;
  }

  private String unit() {
    return unit == null ? "" : unit;
  }

  LongCounterBuilder counter(MeterProvider meters) {
    return meter(meters).counterBuilder(name).setDescription(description()).setUnit(unit());
  }

  DoubleCounterBuilder doubleCounter(MeterProvider meters) {
    return counter(meters).ofDoubles();
  }

  LongUpDownCounterBuilder upDownCounter(MeterProvider meters) {
    return meter(meters).upDownCounterBuilder(name).setDescription(description()).setUnit(unit());
  }

  DoubleUpDownCounterBuilder doubleUpDownCounter(MeterProvider meters) {
    return upDownCounter(meters).ofDoubles();
  }

  DoubleHistogramBuilder histogram(MeterProvider meters) {
    DoubleHistogramBuilder builder =
        meter(meters).histogramBuilder(name).setDescription(description()).setUnit(unit());
    return bounds == null ? builder : builder.setExplicitBucketBoundariesAdvice(bounds);
  }

  LongHistogramBuilder longHistogram(MeterProvider meters) {
    return histogram(meters).ofLongs();
  }

  DoubleGaugeBuilder gauge(MeterProvider meters) {
    return meter(meters).gaugeBuilder(name).setDescription(description()).setUnit(unit());
  }
}
