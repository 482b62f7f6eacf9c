/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.api;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import io.opentelemetry.api.metrics.ObservableMeasurement;
import org.jspecify.annotations.Nullable;

/** Where an asynchronous instrument's values are told to as they are asked for. Thread-safe. */
public final class AgentMeasurement implements LateSdk.Work {
  private final @Nullable InstrumentName name;
  private volatile @Nullable ObservableMeasurement measurement;

  /** Makes one for callbacks of several instruments, once the SDK is ready. */
  public AgentMeasurement(InstrumentName name) {
    this.name = name;
    LateSdk.make(this);
  }

  AgentMeasurement(ObservableMeasurement measurement) {
    this.name = null;
    this.measurement = measurement;
  }

  @Override
  public void run(LateSdk.Parts parts) {
    if (name != null) {
      measurement = of(name, parts.meters());
    }
  }

  private static ObservableMeasurement of(InstrumentName name, MeterProvider meters) {
    switch (name.kind) {
      case COUNTER:
        return name.doubles
            ? name.doubleCounter(meters).buildObserver()
            : name.counter(meters).buildObserver();
      case UP_DOWN_COUNTER:
        return name.doubles
            ? name.doubleUpDownCounter(meters).buildObserver()
            : name.upDownCounter(meters).buildObserver();
      default:
        return name.doubles
            ? name.gauge(meters).buildObserver()
            : name.gauge(meters).ofLongs().buildObserver();
    }
  }

  /** Null until the SDK is ready. */
  @Nullable ObservableMeasurement made() {
    return measurement;
  }

  /** Tells a whole number; attributes are null for none. */
  public void record(long value, @Nullable AgentAttributes attributes) {
    ObservableMeasurement made = measurement;
    if (made instanceof ObservableLongMeasurement) {
      Attributes given = AgentAttributes.of(attributes);
      ((ObservableLongMeasurement) made).record(value, given);
    }
  }

  /** Tells a number; attributes are null for none. */
  public void record(double value, @Nullable AgentAttributes attributes) {
    ObservableMeasurement made = measurement;
    if (made instanceof ObservableDoubleMeasurement) {
      Attributes given = AgentAttributes.of(attributes);
      ((ObservableDoubleMeasurement) made).record(value, given);
    }
  }
}
