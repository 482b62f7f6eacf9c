/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.cache;

import io.obsagent.core.vocabulary.Cache;
import java.util.concurrent.ConcurrentHashMap;

/** The caches of a library that gives them names, the first thousand. Thread-safe. */
final class NamedCaches {
  private static final int MOST = 1000;

  private final ConcurrentHashMap<String, Cache> caches = new ConcurrentHashMap<>();
  private final String system;
  private final Cache others;

  NamedCaches(String system) {
    this.system = system;
    others = new Cache("_other", system);
  }

  /** The cache of a name. */
  Cache of(String name) {
    Cache known = caches.get(name);
    if (known == null) {
      known = others;
      if (caches.size() < MOST) {
        known = new Cache(name, system);
        caches.put(name, known);
      }
    }
    return known;
  }
}
