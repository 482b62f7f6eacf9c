/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.bootstrap;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A concurrent map from objects, by identity, that does not keep them alive. */
final class WeakIdentityMap<V> {
  private static final class Key extends WeakReference<Object> {
    final int hash;

    Key(Object object, ReferenceQueue<Object> queue) {
      super(object, queue);
      hash = System.identityHashCode(object);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (this == other) {
        return true;
      }
      Object mine = get();
      return mine != null
          && (other instanceof Key
                  ? ((Key) other).get()
                  : other instanceof Probe ? ((Probe) other).object : null)
              == mine;
    }
  }

  /** Looks a key up without making a reference. */
  private static final class Probe {
    final Object object;

    Probe(Object object) {
      this.object = object;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(object);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key && ((Key) other).get() == object;
    }
  }

  private final ConcurrentHashMap<Object, V> map = new ConcurrentHashMap<>();
  private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

  @Nullable V get(Object object) {
    return map.isEmpty() ? null : map.get(new Probe(object));
  }

  void put(Object object, V value) {
    expunge();
    map.put(new Key(object, collected), value);
  }

  @Nullable V remove(Object object) {
    expunge();
    return map.isEmpty() ? null : map.remove(new Probe(object));
  }

  private void expunge() {
    for (Reference<?> key = collected.poll(); key != null; key = collected.poll()) {
      map.remove(key);
    }
  }
}
