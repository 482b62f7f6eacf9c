/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import org.jspecify.annotations.Nullable;

/**
 * Whether a thread is within a look-up of a cache that is built upon another: then what that other
 * one finds is part of it. One for each thread.
 */
public final class CacheScope {
  private static final ThreadLocal<CacheScope> SCOPES =
      new ThreadLocal<CacheScope>() {
        @Override
        protected CacheScope initialValue() {
          return new CacheScope();
        }
      };

  /** Spares processes without such caches the look at the thread. */
  private static volatile boolean used;

  private boolean inside;

  private CacheScope() {}

  /** Begins a look-up; null within another, which then is the one that counts. */
  public static @Nullable CacheScope enter() {
    used = true;
    CacheScope scope = SCOPES.get();
    if (scope.inside) {
      return null;
    }
    scope.inside = true;
    return scope;
  }

  /** Ends the look-up, or interrupts it for what the application does within it. */
  public void leave() {
    inside = false;
  }

  /** Goes on with the look-up. */
  public void resume() {
    inside = true;
  }

  /** Whether the thread is within such a look-up. */
  public static boolean isInside() {
    return used && SCOPES.get().inside;
  }
}
