/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * One woven method as its call sites know it: the targets that it belongs to, and where each finds
 * its arguments among those that the call site hands over. Known to woven code by a number; knows
 * no class, so that it keeps none alive. Immutable.
 */
final class Site {
  /** Targets beyond these are left out. */
  static final int MOST_TARGETS = 63;

  private static final Map<String, Integer> NUMBERS = new HashMap<>();
  private static volatile Site[] all = {};

  final MethodTarget[] targets;

  /** By target and slot; -1 for an argument that the method does not have. */
  final int[][] places;

  final boolean timed;

  /** Whether the method may return a stage that completes later. */
  final boolean mayComplete;

  /** Whether the method returns a publisher of Reactor, which another may take the place of. */
  final boolean publishes;

  private Site(
      MethodTarget[] targets,
      int[][] places,
      boolean timed,
      boolean mayComplete,
      boolean publishes) {
    this.targets = targets;
    this.places = places;
    this.timed = timed;
    this.mayComplete = mayComplete;
    this.publishes = publishes;
  }

  static Site of(int number) {
    return all[number];
  }

  /**
   * The number of a site, the same one for equal sites.
   *
   * @param places by target and slot
   * @param mayComplete whether the method may return a stage that completes later
   * @param publishes whether it returns a publisher of Reactor
   */
  static synchronized int number(
      MethodTarget[] targets, int[][] places, boolean mayComplete, boolean publishes) {
    boolean timed = false;
    for (MethodTarget target : targets) {
      timed |= target.isTimed();
    }
    String key =
        Arrays.toString(targets) + Arrays.deepToString(places) + timed + mayComplete + publishes;
    Integer known = NUMBERS.get(key);
    if (known == null) {
      Site[] more = Arrays.copyOf(all, all.length + 1);
      known = all.length;
      more[known] = new Site(targets, places, timed, mayComplete, publishes);
      all = more;
      NUMBERS.put(key, known);
    }
    return known;
  }

  /** A bit for each target whose calls somebody records now. */
  long recorded() {
    long recorded = 0;
    for (int i = 0; i < targets.length; i++) {
      if (targets[i].type().isRecorded()) {
        recorded |= 1L << i;
      }
    }
    return recorded;
  }

  /** Of some targets, a bit each, those that another site's live targets do not include. */
  long without(long candidates, Site other, long live) {
    long left = candidates;
    for (int i = 0; i < targets.length; i++) {
      for (int j = 0; j < other.targets.length && (left & 1L << i) != 0; j++) {
        if ((live & 1L << j) != 0 && other.targets[j] == targets[i]) {
          left &= ~(1L << i);
        }
      }
    }
    return left;
  }
}
