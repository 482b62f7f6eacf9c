/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.obsagent.core.api.InstrumentName;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleCounter;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.DoubleUpDownCounter;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/** The instruments that the application records with, in every version. */
final class Instruments {
  private Instruments() {}

  static final class LongAdder extends Instrument implements LongCounter, LongUpDownCounter {
    LongAdder(InstrumentName name) {
      super(name);
    }

    @Override
    public void add(long value) {
      recorded(value, null, null);
    }

    @Override
    public void add(long value, @Nullable Attributes attributes) {
      recorded(value, attributes, null);
    }

    @Override
    public void add(long value, @Nullable Attributes attributes, @Nullable Context context) {
      recorded(value, attributes, context);
    }

    @Override
    public boolean isEnabled() {
      return true;
    }
  }

  static final class DoubleAdder extends Instrument implements DoubleCounter, DoubleUpDownCounter {
    DoubleAdder(InstrumentName name) {
      super(name);
    }

    @Override
    public void add(double value) {
      recorded(value, null, null);
    }

    @Override
    public void add(double value, @Nullable Attributes attributes) {
      recorded(value, attributes, null);
    }

    @Override
    public void add(double value, @Nullable Attributes attributes, @Nullable Context context) {
      recorded(value, attributes, context);
    }

    @Override
    public boolean isEnabled() {
      return true;
    }
  }

  static final class OfLongs extends Instrument implements LongHistogram {
    OfLongs(InstrumentName name) {
      super(name);
    }

    @Override
    public void record(long value) {
      recorded(value, null, null);
    }

    @Override
    public void record(long value, @Nullable Attributes attributes) {
      recorded(value, attributes, null);
    }

    @Override
    public void record(long value, @Nullable Attributes attributes, @Nullable Context context) {
      recorded(value, attributes, context);
    }

    @Override
    public boolean isEnabled() {
      return true;
    }
  }

  static final class OfDoubles extends Instrument implements DoubleHistogram {
    OfDoubles(InstrumentName name) {
      super(name);
    }

    @Override
    public void record(double value) {
      recorded(value, null, null);
    }

    @Override
    public void record(double value, @Nullable Attributes attributes) {
      recorded(value, attributes, null);
    }

    @Override
    public void record(double value, @Nullable Attributes attributes, @Nullable Context context) {
      recorded(value, attributes, context);
    }

    @Override
    public boolean isEnabled() {
      return true;
    }
  }
}
