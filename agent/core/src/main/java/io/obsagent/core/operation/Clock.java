/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

/** Relates the monotonic clock, which durations come from, to the wall clock, which spans show. */
final class Clock {
  private Clock() {}

  /**
   * What to add to a reading of the monotonic clock near the given one to get the epoch time, in
   * nanoseconds.
   */
  static long wallClockOffset(long nanoTime) {
    return System.currentTimeMillis() * 1_000_000 - nanoTime;
  }
}
