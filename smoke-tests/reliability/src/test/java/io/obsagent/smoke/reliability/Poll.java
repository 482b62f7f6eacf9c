/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

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
    return until(patience, () -> what, condition);
  }

  /** The same with a message that tells how things are when time is up. */
  static Duration until(Duration patience, Supplier<String> what, Callable<Boolean> condition)
      throws Exception {
    long start = System.nanoTime();
    while (!condition.call()) {
      if (System.nanoTime() - start > patience.toNanos()) {
        throw new AssertionError("not within " + patience + ": " + what.get());
      }
      Thread.sleep(20);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
