/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.obsagent.core.api.InstrumentName;
import io.opentelemetry.api.metrics.DoubleUpDownCounter;
import io.opentelemetry.api.metrics.DoubleUpDownCounterBuilder;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.LongUpDownCounterBuilder;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableDoubleUpDownCounter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import io.opentelemetry.api.metrics.ObservableLongUpDownCounter;
import java.util.function.Consumer;

/** Builders of counters that go down, too. */
final class UpDownCounterBuilders {
  private UpDownCounterBuilders() {}

  static final class OfLongs implements LongUpDownCounterBuilder {
    private final InstrumentName name;

    OfLongs(InstrumentName name) {
      this.name = name;
    }

    @Override
    public LongUpDownCounterBuilder setDescription(String text) {
      name.description(text);
      return this;
    }

    @Override
    public LongUpDownCounterBuilder setUnit(String text) {
      name.unit(text);
      return this;
    }

    @Override
    public DoubleUpDownCounterBuilder ofDoubles() {
      return new OfDoubles(name);
    }

    @Override
    public LongUpDownCounter build() {
      return new Instruments.LongAdder(name);
    }

    @Override
    public ObservableLongUpDownCounter buildWithCallback(
        Consumer<ObservableLongMeasurement> callback) {
      return Observer.ofLongs(name, callback);
    }

    @Override
    public ObservableLongMeasurement buildObserver() {
      return new Measurements.OfLongs(name);
    }
  }

  static final class OfDoubles implements DoubleUpDownCounterBuilder {
    private final InstrumentName name;

    OfDoubles(InstrumentName name) {
      this.name = name;
      name.doubles(true);
    }

    @Override
    public DoubleUpDownCounterBuilder setDescription(String text) {
      name.description(text);
      return this;
    }

    @Override
    public DoubleUpDownCounterBuilder setUnit(String text) {
      name.unit(text);
      return this;
    }

    @Override
    public DoubleUpDownCounter build() {
      return new Instruments.DoubleAdder(name);
    }

    @Override
    public ObservableDoubleUpDownCounter buildWithCallback(
        Consumer<ObservableDoubleMeasurement> callback) {
      return Observer.ofDoubles(name, callback);
    }

    @Override
    public ObservableDoubleMeasurement buildObserver() {
      return new Measurements.OfDoubles(name);
    }
  }
}
