/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The calls of woven methods that one thread is in, outermost first. The objects are used again for
 * later calls.
 */
final class Calls {
  private static final ThreadLocal<Calls> OF_THREAD =
      new ThreadLocal<Calls>() {
        @Override
        protected Calls initialValue() {
          return new Calls();
        }
      };

  /** Added again and again, its multiples are spread evenly, no two of them near each other. */
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  private long lot = ThreadLocalRandom.current().nextLong();
  private MethodCall[] calls = {new MethodCall(this, 0)};
  private int depth;

  /** Whether rules are being evaluated: what they make the application do is none of its calls. */
  private boolean reading;

  static Calls mine() {
    return OF_THREAD.get();
  }

  /** A call begins; null when no target takes note, since each is in a call of its own already. */
  @Nullable MethodCall begin(Site site, long recorded) {
    if (reading) {
      return null;
    }
    long live = recorded;
    for (int i = 0; i < depth; i++) {
      MethodCall outer = calls[i];
      if (outer.site == site && (outer.live & live) == live) {
        return null;
      }
      live = site.without(live, outer.site(), outer.live);
    }
    if (live == 0) {
      return null;
    }
    if (depth == calls.length) {
      grow();
    }
    MethodCall call = calls[depth];
    call.begin(site, live);
    depth++;
    return call;
  }

  private void grow() {
    MethodCall[] more = Arrays.copyOf(calls, 2 * calls.length);
    for (int i = calls.length; i < more.length; i++) {
      more[i] = new MethodCall(this, i);
    }
    calls = more;
  }

  /** The call at an index ends, and with it any inside that did not tell. */
  void end(int index) {
    depth = index;
  }

  /** A number like none of the thread's before. */
  long lot() {
    lot += GOLDEN_RATIO;
    return lot;
  }

  /** Begins to evaluate rules; false when that is going on. */
  boolean read() {
    if (reading) {
      return false;
    }
    reading = true;
    return true;
  }

  void stopReading() {
    reading = false;
  }
}
