/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.obsagent.core.api.InstrumentName;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.DoubleHistogramBuilder;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.LongHistogramBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builders of histograms. */
final class HistogramBuilders {
  private HistogramBuilders() {}

  private static void bounds(InstrumentName name, @Nullable List<? extends Number> bounds) {
    if (bounds != null) {
      List<Double> upper = new ArrayList<>(bounds.size());
      for (Number bound : bounds) {
        upper.add(bound.doubleValue());
      }
      name.bounds(upper);
    }
  }

  static final class OfDoubles implements DoubleHistogramBuilder {
    private final InstrumentName name;

    OfDoubles(InstrumentName name) {
      this.name = name;
    }

    @Override
    public DoubleHistogramBuilder setDescription(String text) {
      name.description(text);
      return this;
    }

    @Override
    public DoubleHistogramBuilder setUnit(String text) {
      name.unit(text);
      return this;
    }

    @Override
    public DoubleHistogramBuilder setExplicitBucketBoundariesAdvice(@Nullable List<Double> bounds) {
      bounds(name, bounds);
      return this;
    }

    @Override
    public LongHistogramBuilder ofLongs() {
      return new OfLongs(name);
    }

    @Override
    public DoubleHistogram build() {
      return new Instruments.OfDoubles(name);
    }
  }

  static final class OfLongs implements LongHistogramBuilder {
    private final InstrumentName name;

    OfLongs(InstrumentName name) {
      this.name = name;
      name.doubles(false);
    }

    @Override
    public LongHistogramBuilder setDescription(String text) {
      name.description(text);
      return this;
    }

    @Override
    public LongHistogramBuilder setUnit(String text) {
      name.unit(text);
      return this;
    }

    @Override
    public LongHistogramBuilder setExplicitBucketBoundariesAdvice(@Nullable List<Long> bounds) {
      bounds(name, bounds);
      return this;
    }

    @Override
    public LongHistogram build() {
      return new Instruments.OfLongs(name);
    }
  }
}
