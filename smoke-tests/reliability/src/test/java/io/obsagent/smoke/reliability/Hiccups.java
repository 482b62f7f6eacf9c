/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import java.time.Duration;

/** Notices when the machine stands still, which is nobody's fault that is under test. */
final class Hiccups implements AutoCloseable {
  private static final long NAP_NANOS = 5_000_000;

  private final Thread thread = new Thread(this::watch, "hiccups");
  private volatile boolean over;
  private volatile long longest;

  Hiccups() {
    thread.setDaemon(true);
    thread.start();
  }

  /** By how much the longest nap since the last call of this was too long. */
  Duration longest() {
    Duration found = Duration.ofNanos(longest);
    longest = 0;
    return found;
  }

  private void watch() {
    try {
      while (!over) {
        long start = System.nanoTime();
        Thread.sleep(NAP_NANOS / 1_000_000);
        longest = Math.max(longest, System.nanoTime() - start - NAP_NANOS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    over = true;
  }
}
