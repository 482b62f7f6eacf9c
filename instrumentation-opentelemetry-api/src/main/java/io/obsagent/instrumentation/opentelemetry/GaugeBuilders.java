/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.obsagent.core.api.InstrumentName;
import io.opentelemetry.api.metrics.DoubleGauge;
import io.opentelemetry.api.metrics.DoubleGaugeBuilder;
import io.opentelemetry.api.metrics.LongGauge;
import io.opentelemetry.api.metrics.LongGaugeBuilder;
import io.opentelemetry.api.metrics.ObservableDoubleGauge;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongGauge;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.util.function.Consumer;

/** Builders of gauges. */
final class GaugeBuilders {
  private GaugeBuilders() {}

  static final class OfDoubles implements DoubleGaugeBuilder {
    private final InstrumentName name;

    OfDoubles(InstrumentName name) {
      this.name = name;
    }

    @Override
    public DoubleGaugeBuilder setDescription(String text) {
      name.description(text);
      return this;
    }

    @Override
    public DoubleGaugeBuilder setUnit(String text) {
      name.unit(text);
      return this;
    }

    @Override
    public LongGaugeBuilder ofLongs() {
      return new OfLongs(name);
    }

    @Override
    public DoubleGauge build() {
      return Gauges.ofDoubles(name);
    }

    @Override
    public ObservableDoubleGauge buildWithCallback(Consumer<ObservableDoubleMeasurement> callback) {
      return Observer.ofDoubles(name, callback);
    }

    @Override
    public ObservableDoubleMeasurement buildObserver() {
      return new Measurements.OfDoubles(name);
    }
  }

  static final class OfLongs implements LongGaugeBuilder {
    private final InstrumentName name;

    OfLongs(InstrumentName name) {
      this.name = name;
      name.doubles(false);
    }

    @Override
    public LongGaugeBuilder setDescription(String text) {
      name.description(text);
      return this;
    }

    @Override
    public LongGaugeBuilder setUnit(String text) {
      name.unit(text);
      return this;
    }

    @Override
    public LongGauge build() {
      return Gauges.ofLongs(name);
    }

    @Override
    public ObservableLongGauge buildWithCallback(Consumer<ObservableLongMeasurement> callback) {
      return Observer.ofLongs(name, callback);
    }

    @Override
    public ObservableLongMeasurement buildObserver() {
      return new Measurements.OfLongs(name);
    }
  }
}
