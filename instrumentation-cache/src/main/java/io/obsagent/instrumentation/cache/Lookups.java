/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.cache;

import io.obsagent.core.vocabulary.Cache;
import io.obsagent.core.vocabulary.CacheScope;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Look-ups in the caches of a library that gives them no names. Thread-safe. */
final class Lookups {
  private final Cache cache;

  Lookups(String system) {
    cache = new Cache(system, system);
  }

  /** One has given a value; null when there was none. */
  void gave(@Nullable Object value) {
    if (!CacheScope.isInside()) {
      cache.lookedUp(value != null);
    }
  }

  /** One begins that makes a value when there is none. */
  void begins(Object map, @Nullable Object key) {
    if (key != null && !CacheScope.isInside()) {
      cache.lookedUp(((Map<?, ?>) map).containsKey(key));
    }
  }

  /** One for several keys has given what it found. */
  void gave(@Nullable Object keys, @Nullable Object values) {
    if (keys instanceof Collection && values instanceof Map) {
      int asked =
          keys instanceof Set
              ? ((Set<?>) keys).size()
              : new HashSet<Object>((Collection<?>) keys).size();
      int found = ((Map<?, ?>) values).size();
      gave(found, Math.max(0, asked - found));
    }
  }

  /** One for several keys has found some. */
  void gave(int found, int missing) {
    if (!CacheScope.isInside()) {
      cache.lookedUp(found, missing);
    }
  }
}
