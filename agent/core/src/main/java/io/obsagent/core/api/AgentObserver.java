/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.api;

import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import io.opentelemetry.api.metrics.ObservableMeasurement;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A callback of the application that tells the values of asynchronous instruments. The SDK does not
 * keep it alive: whoever made it does, and when it is gone the instruments are closed. Thread-safe.
 */
public abstract class AgentObserver {
  private final Registration registration;

  /** A callback of one instrument of its own. */
  protected AgentObserver(InstrumentName name) {
    registration = new Registration(this, name, null, new AgentMeasurement[0]);
  }

  /** A callback that tells several instruments. */
  protected AgentObserver(ApiScope scope, AgentMeasurement[] measurements) {
    registration = new Registration(this, null, scope, measurements);
  }

  /** Begins to ask the callback, once the SDK is ready. */
  protected final void begin() {
    LateSdk.make(registration);
  }

  /**
   * Tells the values of now.
   *
   * @param measurement where to tell them; null for a callback of several instruments
   */
  protected abstract void observe(@Nullable AgentMeasurement measurement);

  /** Asks the callback no more. */
  public void close() {
    registration.close();
  }

  /** What the SDK knows of it. */
  private static final class Registration
      implements LateSdk.Work, Runnable, Consumer<ObservableMeasurement> {
    private final WeakReference<AgentObserver> observer;
    private final @Nullable InstrumentName name;
    private final @Nullable ApiScope scope;
    private final AgentMeasurement[] measurements;
    private @Nullable AutoCloseable instrument;
    private boolean closed;

    Registration(
        AgentObserver observer,
        @Nullable InstrumentName name,
        @Nullable ApiScope scope,
        AgentMeasurement[] measurements) {
      this.observer = new WeakReference<>(observer);
      this.name = name;
      this.scope = scope;
      this.measurements = measurements;
    }

    /** The SDK keeps the thread's loader with a callback: it must not be the application's. */
    @Override
    public synchronized void run(LateSdk.Parts parts) {
      if (closed) {
        return;
      }
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      thread.setContextClassLoader(AgentObserver.class.getClassLoader());
      try {
        MeterProvider meters = parts.meters();
        instrument =
            name == null
                ? batch(meters)
                : name.doubles ? ofDoubles(name, meters) : ofLongs(name, meters);
      } finally {
        thread.setContextClassLoader(before);
      }
    }

    private @Nullable AutoCloseable batch(MeterProvider meters) {
      ObservableMeasurement[] made = new ObservableMeasurement[measurements.length];
      int count = 0;
      for (AgentMeasurement measurement : measurements) {
        ObservableMeasurement one = measurement.made();
        if (one != null) {
          made[count++] = one;
        }
      }
      return scope == null || count == 0
          ? null
          : scope.meter(meters).batchCallback(this, made[0], Arrays.copyOfRange(made, 1, count));
    }

    private AutoCloseable ofLongs(InstrumentName name, MeterProvider meters) {
      Consumer<ObservableLongMeasurement> callback = this::accept;
      switch (name.kind) {
        case COUNTER:
          return name.counter(meters).buildWithCallback(callback);
        case UP_DOWN_COUNTER:
          return name.upDownCounter(meters).buildWithCallback(callback);
        default:
          return name.gauge(meters).ofLongs().buildWithCallback(callback);
      }
    }

    private AutoCloseable ofDoubles(InstrumentName name, MeterProvider meters) {
      Consumer<ObservableDoubleMeasurement> callback = this::accept;
      switch (name.kind) {
        case COUNTER:
          return name.doubleCounter(meters).buildWithCallback(callback);
        case UP_DOWN_COUNTER:
          return name.doubleUpDownCounter(meters).buildWithCallback(callback);
        default:
          return name.gauge(meters).buildWithCallback(callback);
      }
    }

    @Override
    public void accept(ObservableMeasurement measurement) {
      AgentObserver present = observer.get();
      if (present == null) {
        close();
      } else {
        present.observe(new AgentMeasurement(measurement));
      }
    }

    @Override
    public void run() {
      AgentObserver present = observer.get();
      if (present == null) {
        close();
      } else {
        present.observe(null);
      }
    }

    synchronized void close() {
      closed = true;
      AutoCloseable open = instrument;
      instrument = null;
      if (open != null) {
        try {
          open.close();
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
