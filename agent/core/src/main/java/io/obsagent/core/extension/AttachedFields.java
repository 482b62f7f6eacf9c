/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.extension;

import io.obsagent.bootstrap.State;
import io.opentelemetry.instrumentation.api.internal.RuntimeVirtualFieldSupplier;
import io.opentelemetry.instrumentation.api.internal.RuntimeVirtualFieldSupplier.VirtualFieldSupplier;
import io.opentelemetry.instrumentation.api.util.VirtualField;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Virtual fields of an extension as {@link State}. Loaded by the agent's loader for the {@link
 * VirtualField} that the agent brings, and by that of each extension that brings its own.
 * Thread-safe; keeps no class alive.
 */
public final class AttachedFields implements VirtualFieldSupplier {
  /** By the type that has the field, then by the field's own. */
  private final Map<Class<?>, Map<Class<?>, Attached<?, ?>>> fields = new WeakHashMap<>();

  private AttachedFields() {}

  /** Puts them in place of the library's own. */
  public static void install() {
    if (!(RuntimeVirtualFieldSupplier.get() instanceof AttachedFields)) {
      RuntimeVirtualFieldSupplier.set(new AttachedFields());
    }
  }

  @Override
  @SuppressWarnings("unchecked")
  public synchronized <U extends T, V extends F, T, F> VirtualField<U, V> find(
      Class<T> type, Class<F> fieldType) {
    return (VirtualField<U, V>)
        fields
            .computeIfAbsent(type, key -> new WeakHashMap<>())
            .computeIfAbsent(fieldType, key -> new Attached<>());
  }

  /** A field. */
  private static final class Attached<T, F> extends VirtualField<T, F> {
    private final State<F> state = new State<>();

    @Override
    @SuppressWarnings("NullAway") // the library says nothing of null, and returns it
    public F get(T object) {
      return state.get(object);
    }

    @Override
    public void set(T object, @Nullable F value) {
      state.set(object, value);
    }

    /** Asked for by modules that were built for releases before 2.0. */
    @SuppressWarnings("unused")
    public F computeIfNull(T object, Supplier<F> supplier) {
      F value = state.get(object);
      if (value == null) {
        value = supplier.get();
        state.set(object, value);
      }
      return value;
    }
  }
}
