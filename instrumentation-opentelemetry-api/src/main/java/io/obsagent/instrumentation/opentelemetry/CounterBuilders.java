/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.obsagent.core.api.InstrumentName;
import io.opentelemetry.api.metrics.DoubleCounter;
import io.opentelemetry.api.metrics.DoubleCounterBuilder;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongCounterBuilder;
import io.opentelemetry.api.metrics.ObservableDoubleCounter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongCounter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.util.function.Consumer;

/** Builders of counters. */
final class CounterBuilders {
  private CounterBuilders() {}

  static final class OfLongs implements LongCounterBuilder {
    private final InstrumentName name;

    OfLongs(InstrumentName name) {
      this.name = name;
    }

    @Override
    public LongCounterBuilder setDescription(String text) {
      name.description(text);
      return this;
    }

    @Override
    public LongCounterBuilder setUnit(String text) {
      name.unit(text);
      return this;
    }

    @Override
    public DoubleCounterBuilder ofDoubles() {
      return new OfDoubles(name);
    }

    @Override
    public LongCounter build() {
      return new Instruments.LongAdder(name);
    }

    @Override
    public ObservableLongCounter buildWithCallback(Consumer<ObservableLongMeasurement> callback) {
      return Observer.ofLongs(name, callback);
    }

    @Override
    public ObservableLongMeasurement buildObserver() {
      return new Measurements.OfLongs(name);
    }
  }

  static final class OfDoubles implements DoubleCounterBuilder {
    private final InstrumentName name;

    OfDoubles(InstrumentName name) {
      this.name = name;
      name.doubles(true);
    }

    @Override
    public DoubleCounterBuilder setDescription(String text) {
      name.description(text);
      return this;
    }

    @Override
    public DoubleCounterBuilder setUnit(String text) {
      name.unit(text);
      return this;
    }

    @Override
    public DoubleCounter build() {
      return new Instruments.DoubleAdder(name);
    }

    @Override
    public ObservableDoubleCounter buildWithCallback(
        Consumer<ObservableDoubleMeasurement> callback) {
      return Observer.ofDoubles(name, callback);
    }

    @Override
    public ObservableDoubleMeasurement buildObserver() {
      return new Measurements.OfDoubles(name);
    }
  }
}
