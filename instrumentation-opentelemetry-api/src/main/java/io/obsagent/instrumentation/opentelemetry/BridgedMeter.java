/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.obsagent.core.api.AgentMeasurement;
import io.obsagent.core.api.ApiScope;
import io.obsagent.core.api.InstrumentKind;
import io.obsagent.core.api.InstrumentName;
import io.opentelemetry.api.metrics.BatchCallback;
import io.opentelemetry.api.metrics.DoubleGaugeBuilder;
import io.opentelemetry.api.metrics.DoubleHistogramBuilder;
import io.opentelemetry.api.metrics.LongCounterBuilder;
import io.opentelemetry.api.metrics.LongUpDownCounterBuilder;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.MeterBuilder;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.metrics.ObservableMeasurement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the application's instruments. */
final class BridgedMeter implements Meter {
  private final ApiScope scope;

  private BridgedMeter(ApiScope scope) {
    this.scope = scope;
  }

  @Override
  public LongCounterBuilder counterBuilder(String name) {
    return new CounterBuilders.OfLongs(name(InstrumentKind.COUNTER, name, false));
  }

  @Override
  public LongUpDownCounterBuilder upDownCounterBuilder(String name) {
    return new UpDownCounterBuilders.OfLongs(name(InstrumentKind.UP_DOWN_COUNTER, name, false));
  }

  @Override
  public DoubleHistogramBuilder histogramBuilder(String name) {
    return new HistogramBuilders.OfDoubles(name(InstrumentKind.HISTOGRAM, name, true));
  }

  @Override
  public DoubleGaugeBuilder gaugeBuilder(String name) {
    return new GaugeBuilders.OfDoubles(name(InstrumentKind.GAUGE, name, true));
  }

  private InstrumentName name(InstrumentKind kind, @Nullable String name, boolean doubles) {
    return new InstrumentName(scope, kind, name == null ? "" : name, doubles);
  }

  @Override
  public BatchCallback batchCallback(
      Runnable callback, ObservableMeasurement first, ObservableMeasurement... more) {
    List<AgentMeasurement> measurements = new ArrayList<>();
    add(first, measurements);
    for (ObservableMeasurement one : more) {
      add(one, measurements);
    }
    return Observer.ofBatch(scope, callback, measurements.toArray(new AgentMeasurement[0]));
  }

  private static void add(ObservableMeasurement one, List<AgentMeasurement> measurements) {
    if (one instanceof Measurements.OfLongs) {
      measurements.add(((Measurements.OfLongs) one).measurement);
    } else if (one instanceof Measurements.OfDoubles) {
      measurements.add(((Measurements.OfDoubles) one).measurement);
    }
  }

  /** Makes meters. */
  static final class Provider implements MeterProvider {
    @Override
    public MeterBuilder meterBuilder(@Nullable String scope) {
      return new Builder(scope);
    }
  }

  private static final class Builder implements MeterBuilder {
    private final @Nullable String scope;
    private @Nullable String version;
    private @Nullable String schemaUrl;

    Builder(@Nullable String scope) {
      this.scope = scope;
    }

    @Override
    public MeterBuilder setSchemaUrl(@Nullable String url) {
      schemaUrl = url;
      return this;
    }

    @Override
    public MeterBuilder setInstrumentationVersion(@Nullable String text) {
      version = text;
      return this;
    }

    @Override
    public Meter build() {
      return new BridgedMeter(new ApiScope(scope, version, schemaUrl));
    }
  }
}
