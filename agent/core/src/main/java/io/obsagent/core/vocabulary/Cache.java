/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

/**
 * A cache whose look-ups are told; without a rule that asks for them that does nothing. Immutable.
 */
public final class Cache {
  private final CacheGet hit;
  private final CacheGet miss;

  /**
   * Makes one.
   *
   * @param name of low cardinality
   * @param system the library
   */
  public Cache(String name, String system) {
    hit = new CacheGet(name, system, true);
    miss = new CacheGet(name, system, false);
  }

  /** Tells of a look-up. */
  public void lookedUp(boolean found) {
    CacheGet.TYPE.record(found ? hit : miss, 0);
  }

  /** Tells of several at once. */
  public void lookedUp(int found, int missing) {
    for (int i = 0; i < found; i++) {
      lookedUp(true);
    }
    for (int i = 0; i < missing; i++) {
      lookedUp(false);
    }
  }
}
