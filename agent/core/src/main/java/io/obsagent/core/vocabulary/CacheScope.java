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
  private int missing;

  private CacheScope() {}

  /** Begins a look-up; null within another, which then is the one that counts. */
  public static @Nullable CacheScope enter() {
    used = true;
    CacheScope scope = SCOPES.get();
    if (scope.inside) {
      return null;
    }
    scope.inside = true;
    scope.missing = 0;
    return scope;
  }

  /** The look-up that the thread is within; null when it is within none. */
  public static @Nullable CacheScope current() {
    CacheScope scope = used ? SCOPES.get() : null;
    return scope != null && scope.inside ? scope : null;
  }

  /** Ends the look-up, or interrupts it for what the application does within it. */
  public void leave() {
    inside = false;
  }

  /** Goes on with the look-up. */
  public void resume() {
    inside = true;
  }

  /** Goes on with the look-up, which has so far made the values of so many keys. */
  public void resume(int missing) {
    this.missing = missing;
    inside = true;
  }

  /** Of how many keys the look-up made the values, for it had none; valid until the next one. */
  public int missing() {
    return missing;
  }

  /** Whether the thread is within such a look-up. */
  public static boolean isInside() {
    return used && SCOPES.get().inside;
  }
}
