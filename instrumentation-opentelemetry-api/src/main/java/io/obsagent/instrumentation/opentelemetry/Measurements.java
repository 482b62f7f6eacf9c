/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.obsagent.core.api.AgentMeasurement;
import io.obsagent.core.api.InstrumentName;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import org.jspecify.annotations.Nullable;

/** Where callbacks of the application tell values. */
final class Measurements {
  private Measurements() {}

  static final class OfLongs implements ObservableLongMeasurement {
    final AgentMeasurement measurement;

    OfLongs(InstrumentName name) {
      this(new AgentMeasurement(name));
    }

    OfLongs(AgentMeasurement measurement) {
      this.measurement = measurement;
    }

    @Override
    public void record(long value) {
      measurement.record(value, null);
    }

    @Override
    public void record(long value, @Nullable Attributes attributes) {
      measurement.record(value, Converted.attributes(attributes));
    }
  }

  static final class OfDoubles implements ObservableDoubleMeasurement {
    final AgentMeasurement measurement;

    OfDoubles(InstrumentName name) {
      this(new AgentMeasurement(name));
    }

    OfDoubles(AgentMeasurement measurement) {
      this.measurement = measurement;
    }

    @Override
    public void record(double value) {
      measurement.record(value, null);
    }

    @Override
    public void record(double value, @Nullable Attributes attributes) {
      measurement.record(value, Converted.attributes(attributes));
    }
  }
}
