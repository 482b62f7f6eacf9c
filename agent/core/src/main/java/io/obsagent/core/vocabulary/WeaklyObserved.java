/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * An entry among the observed things that does not keep the thing alive, nor its class loader; it
 * vanishes with it. Thread-safe.
 */
public final class WeaklyObserved implements Observed {
  private final ObservedType type;
  private final WeakReference<Observed> thing;

  private WeaklyObserved(ObservedType type, Observed thing) {
    this.type = type;
    this.thing = new WeakReference<>(thing);
  }

  /**
   * Adds a thing, which the caller must keep alive as long as it is to be observed.
   *
   * @return the entry, for {@link #remove}
   */
  public static WeaklyObserved add(ObservedType type, Observed thing) {
    WeaklyObserved entry = new WeaklyObserved(type, thing);
    type.put(entry, entry);
    return entry;
  }

  /** Ends the observation. */
  public void remove() {
    type.remove(this);
  }

  @Override
  public @Nullable Object read(String field) {
    Observed alive = thing.get();
    if (alive == null) {
      remove();
      return null;
    }
    return alive.read(field);
  }
}
