/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.harness;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Waits for what another process does. */
public final class Waiting {
  private static final long STEP_MILLIS = 20;

  private Waiting() {}

  /** Until it holds; IllegalStateException, which says what, if it does not in this time. */
  public static void until(String what, Duration longest, BooleanSupplier holds) {
    Instant deadline = Instant.now().plus(longest);
    while (!holds.getAsBoolean()) {
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException("not within " + longest.toSeconds() + " s: " + what);
      }
      sleep(STEP_MILLIS);
    }
  }

  /** For so long; IllegalStateException when interrupted. */
  static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
