/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.obsagent.core.api.AgentCarrier;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The agent's propagators. */
final class BridgedPropagator implements TextMapPropagator {
  @Override
  public Collection<String> fields() {
    return AgentCarrier.fields();
  }

  @Override
  public <C> void inject(
      @Nullable Context context, @Nullable C carrier, @Nullable TextMapSetter<C> setter) {
    if (context != null && setter != null) {
      AgentCarrier.inject(BridgedContext.of(context), new Carrier<>(carrier, setter, null));
    }
  }

  @Override
  public <C> Context extract(
      @Nullable Context context, @Nullable C carrier, @Nullable TextMapGetter<C> getter) {
    Context into = context == null ? Context.root() : context;
    return getter == null
        ? into
        : BridgedContext.extracted(into, new Carrier<>(carrier, null, getter));
  }

  /** A carrier of the application's, and how it says to get at that. */
  private static final class Carrier<C> implements AgentCarrier {
    private final @Nullable C carrier;
    private final @Nullable TextMapSetter<C> setter;
    private final @Nullable TextMapGetter<C> getter;

    Carrier(
        @Nullable C carrier, @Nullable TextMapSetter<C> setter, @Nullable TextMapGetter<C> getter) {
      this.carrier = carrier;
      this.setter = setter;
      this.getter = getter;
    }

    @Override
    public void set(String key, String value) {
      if (setter != null) {
        setter.set(carrier, key, value);
      }
    }

    @Override
    public Iterable<String> keys() {
      return getter == null || carrier == null
          ? Collections.<String>emptyList()
          : getter.keys(carrier);
    }

    @Override
    public @Nullable String get(String key) {
      return getter == null ? null : getter.get(carrier, key);
    }

    /** Early versions know of one value only. */
    @Override
    public Iterator<String> getAll(String key) {
      if (getter == null) {
        return Collections.<String>emptyIterator();
      }
      try {
        return getter.getAll(carrier, key);
      } catch (NoSuchMethodError e) {
        String one = getter.get(carrier, key);
        return one == null
            ? Collections.<String>emptyIterator()
            : Collections.singletonList(one).iterator();
      }
    }
  }
}
