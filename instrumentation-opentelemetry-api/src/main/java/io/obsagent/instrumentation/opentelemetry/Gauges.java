/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.obsagent.core.api.InstrumentName;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleGauge;
import io.opentelemetry.api.metrics.LongGauge;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/** Gauges that are set, which early versions do not have. */
final class Gauges {
  private Gauges() {}

  static LongGauge ofLongs(InstrumentName name) {
    return new OfLongs(name);
  }

  static DoubleGauge ofDoubles(InstrumentName name) {
    return new OfDoubles(name);
  }

  private static final class OfLongs extends Instrument implements LongGauge {
    OfLongs(InstrumentName name) {
      super(name);
    }

    @Override
    public void set(long value) {
      recorded(value, null, null);
    }

    @Override
    public void set(long value, @Nullable Attributes attributes) {
      recorded(value, attributes, null);
    }

    @Override
    public void set(long value, @Nullable Attributes attributes, @Nullable Context context) {
      recorded(value, attributes, context);
    }

    @Override
    public boolean isEnabled() {
      return true;
    }
  }

  private static final class OfDoubles extends Instrument implements DoubleGauge {
    OfDoubles(InstrumentName name) {
      super(name);
    }

    @Override
    public void set(double value) {
      recorded(value, null, null);
    }

    @Override
    public void set(double value, @Nullable Attributes attributes) {
      recorded(value, attributes, null);
    }

    @Override
    public void set(double value, @Nullable Attributes attributes, @Nullable Context context) {
      recorded(value, attributes, context);
    }

    @Override
    public boolean isEnabled() {
      return true;
    }
  }
}
