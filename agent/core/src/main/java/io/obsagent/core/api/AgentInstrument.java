/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.api;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleCounter;
import io.opentelemetry.api.metrics.DoubleGauge;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.DoubleUpDownCounter;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongGauge;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/** An instrument that the application records with. Thread-safe. */
public final class AgentInstrument implements LateSdk.Work {
  private final InstrumentName name;
  private volatile @Nullable Object instrument;

  /** Makes it, once the SDK is ready. */
  public AgentInstrument(InstrumentName name) {
    this.name = name;
    LateSdk.make(this);
  }

  @Override
  public void run(LateSdk.Parts parts) {
    instrument = name.doubles ? ofDoubles(parts.meters()) : ofLongs(parts.meters());
  }

  private Object ofLongs(MeterProvider meters) {
    switch (name.kind) {
      case COUNTER:
        return name.counter(meters).build();
      case UP_DOWN_COUNTER:
        return name.upDownCounter(meters).build();
      case HISTOGRAM:
        return name.longHistogram(meters).build();
      default:
        return name.gauge(meters).ofLongs().build();
    }
  }

  private Object ofDoubles(MeterProvider meters) {
    switch (name.kind) {
      case COUNTER:
        return name.doubleCounter(meters).build();
      case UP_DOWN_COUNTER:
        return name.doubleUpDownCounter(meters).build();
      case HISTOGRAM:
        return name.histogram(meters).build();
      default:
        return name.gauge(meters).build();
    }
  }

  /**
   * Records a whole number.
   *
   * @param attributes null for none
   * @param context null for the current one
   */
  public void record(
      long value, @Nullable AgentAttributes attributes, @Nullable AgentContext context) {
    Object made = instrument;
    if (made == null) {
      LateSdk.record(new Early(this, value, 0, attributes, context));
    } else {
      record(made, value, AgentAttributes.of(attributes), of(context));
    }
  }

  /**
   * Records a number.
   *
   * @param attributes null for none
   * @param context null for the current one
   */
  public void record(
      double value, @Nullable AgentAttributes attributes, @Nullable AgentContext context) {
    Object made = instrument;
    if (made == null) {
      LateSdk.record(new Early(this, 0, value, attributes, context));
    } else {
      record(made, value, AgentAttributes.of(attributes), of(context));
    }
  }

  private static Context of(@Nullable AgentContext context) {
    return context == null ? Context.current() : context.agent();
  }

  private void record(Object made, long value, Attributes attributes, Context context) {
    switch (name.kind) {
      case COUNTER:
        ((LongCounter) made).add(value, attributes, context);
        break;
      case UP_DOWN_COUNTER:
        ((LongUpDownCounter) made).add(value, attributes, context);
        break;
      case HISTOGRAM:
        ((LongHistogram) made).record(value, attributes, context);
        break;
      case GAUGE:
        ((LongGauge) made).set(value, attributes, context);
        break;
    }
  }

  private void record(Object made, double value, Attributes attributes, Context context) {
    switch (name.kind) {
      case COUNTER:
        ((DoubleCounter) made).add(value, attributes, context);
        break;
      case UP_DOWN_COUNTER:
        ((DoubleUpDownCounter) made).add(value, attributes, context);
        break;
      case HISTOGRAM:
        ((DoubleHistogram) made).record(value, attributes, context);
        break;
      case GAUGE:
        ((DoubleGauge) made).set(value, attributes, context);
        break;
    }
  }

  /** What was recorded before there was an instrument. */
  private static final class Early implements LateSdk.Work {
    private final AgentInstrument instrument;
    private final long whole;
    private final double number;
    private final Attributes attributes;
    private final Context context;

    Early(
        AgentInstrument instrument,
        long whole,
        double number,
        @Nullable AgentAttributes attributes,
        @Nullable AgentContext context) {
      this.instrument = instrument;
      this.whole = whole;
      this.number = number;
      this.attributes = AgentAttributes.of(attributes);
      this.context = of(context);
    }

    @Override
    public void run(LateSdk.Parts parts) {
      Object made = instrument.instrument;
      if (made == null) {
        return;
      }
      if (instrument.name.doubles) {
        instrument.record(made, number, attributes, context);
      } else {
        instrument.record(made, whole, attributes, context);
      }
    }
  }
}
