/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.obsagent.core.api.AgentMeasurement;
import io.obsagent.core.api.AgentObserver;
import io.obsagent.core.api.ApiScope;
import io.obsagent.core.api.InstrumentName;
import io.opentelemetry.api.metrics.BatchCallback;
import io.opentelemetry.api.metrics.ObservableDoubleCounter;
import io.opentelemetry.api.metrics.ObservableDoubleGauge;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableDoubleUpDownCounter;
import io.opentelemetry.api.metrics.ObservableLongCounter;
import io.opentelemetry.api.metrics.ObservableLongGauge;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import io.opentelemetry.api.metrics.ObservableLongUpDownCounter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A callback of the application's and the instruments that it is for. It is kept alive here, by the
 * loader of the API, until it is closed; the agent does not hold it, so that an application that is
 * stopped can go.
 */
final class Observer extends AgentObserver
    implements ObservableLongCounter,
        ObservableLongUpDownCounter,
        ObservableLongGauge,
        ObservableDoubleCounter,
        ObservableDoubleUpDownCounter,
        ObservableDoubleGauge,
        BatchCallback {
  private static final Set<Observer> OPEN = ConcurrentHashMap.newKeySet();

  private final @Nullable Consumer<ObservableLongMeasurement> longs;
  private final @Nullable Consumer<ObservableDoubleMeasurement> doubles;
  private final @Nullable Runnable batch;

  private Observer(
      InstrumentName name,
      @Nullable Consumer<ObservableLongMeasurement> longs,
      @Nullable Consumer<ObservableDoubleMeasurement> doubles) {
    super(name);
    this.longs = longs;
    this.doubles = doubles;
    this.batch = null;
  }

  private Observer(ApiScope scope, Runnable batch, AgentMeasurement[] measurements) {
    super(scope, measurements);
    this.longs = null;
    this.doubles = null;
    this.batch = batch;
  }

  static Observer ofLongs(InstrumentName name, Consumer<ObservableLongMeasurement> callback) {
    return new Observer(name, callback, null).open();
  }

  static Observer ofDoubles(InstrumentName name, Consumer<ObservableDoubleMeasurement> callback) {
    return new Observer(name, null, callback).open();
  }

  static Observer ofBatch(ApiScope scope, Runnable callback, AgentMeasurement[] measurements) {
    return new Observer(scope, callback, measurements).open();
  }

  private Observer open() {
    OPEN.add(this);
    begin();
    return this;
  }

  @Override
  protected void observe(@Nullable AgentMeasurement measurement) {
    Object callback = longs != null ? longs : doubles != null ? doubles : batch;
    if (callback == null) {
      return;
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(callback.getClass().getClassLoader());
    try {
      if (batch != null) {
        batch.run();
      } else if (measurement != null && longs != null) {
        longs.accept(new Measurements.OfLongs(measurement));
      } else if (measurement != null && doubles != null) {
        doubles.accept(new Measurements.OfDoubles(measurement));
      }
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  public void close() {
    OPEN.remove(this);
    super.close();
  }
}
