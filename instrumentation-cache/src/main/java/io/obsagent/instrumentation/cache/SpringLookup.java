/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.cache;

import io.obsagent.core.vocabulary.CacheScope;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;

/**
 * A look-up in one of Spring's caches that makes a value when there is none, in the place of what
 * makes it. Of one thread.
 */
final class SpringLookup implements Callable<@Nullable Object> {
  private static final NamedCaches CACHES = new NamedCaches("spring");

  final CacheScope scope;
  private final Callable<?> maker;
  private final Thread thread = Thread.currentThread();
  private volatile boolean made;

  SpringLookup(CacheScope scope, Callable<?> maker) {
    this.scope = scope;
    this.maker = maker;
  }

  /** A look-up has ended without failure. */
  static void told(Cache cache, boolean found) {
    String name = cache.getName();
    if (name != null) {
      CACHES.of(name).lookedUp(found);
    }
  }

  /** Whether there was no value. */
  boolean hasMade() {
    return made;
  }

  /** What the application does here is no part of the look-up. */
  @Override
  public @Nullable Object call() throws Exception {
    made = true;
    if (Thread.currentThread() != thread) {
      return maker.call();
    }
    scope.leave();
    try {
      return maker.call();
    } finally {
      scope.resume();
    }
  }
}
