/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import org.jspecify.annotations.Nullable;

/**
 * A context with one entry more than the one below it. No two entries above an operation have the
 * same key, so that contexts which are made from each other again and again do not grow.
 */
final class EntryContext implements Context {
  private final Context below;
  private final ContextKey<?> key;
  private final Object value;

  EntryContext(Context below, ContextKey<?> key, Object value) {
    this.below = below;
    this.key = key;
    this.value = value;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <V> @Nullable V get(ContextKey<V> wanted) {
    return wanted == key ? (V) value : below.get(wanted);
  }

  /** The context that this one adds to. */
  Context below() {
    return below;
  }

  @Override
  public <V> Context with(ContextKey<V> key, V value) {
    return new EntryContext(without(this, key), key, value);
  }

  private static Context without(Context context, ContextKey<?> key) {
    if (!(context instanceof EntryContext)) {
      return context;
    }
    EntryContext entry = (EntryContext) context;
    if (entry.key == key) {
      return entry.below;
    }
    Context below = without(entry.below, key);
    return below == entry.below ? entry : new EntryContext(below, entry.key, entry.value);
  }
}
