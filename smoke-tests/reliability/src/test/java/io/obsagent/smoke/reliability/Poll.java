/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what is to become true. */
final class Poll {
  private Poll() {}

  /**
   * How long it took.
   *
   * @throws AssertionError when it does not become true in time
   */
  static Duration until(Duration patience, String what, Callable<Boolean> condition)
      throws Exception {
    long start = System.nanoTime();
    while (!condition.call()) {
      if (System.nanoTime() - start > patience.toNanos()) {
        throw new AssertionError("not within " + patience + ": " + what);
      }
      Thread.sleep(20);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
