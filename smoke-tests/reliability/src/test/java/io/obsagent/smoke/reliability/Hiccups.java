/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Notices when the machine stands still or has others to serve, which is nobody's fault that is
 * under test.
 */
final class Hiccups implements AutoCloseable {
  private static final long NAP_NANOS = 5_000_000;

  private final Thread thread = new Thread(this::watch, "hiccups");
  private volatile boolean over;
  private final AtomicLong late = new AtomicLong();

  Hiccups() {
    thread.setDaemon(true);
    thread.start();
  }

  /** By how much all naps together since the last call of this were too long. */
  Duration late() {
    return Duration.ofNanos(late.getAndSet(0));
  }

  private void watch() {
    try {
      while (!over) {
        long start = System.nanoTime();
        Thread.sleep(NAP_NANOS / 1_000_000);
        late.addAndGet(System.nanoTime() - start - NAP_NANOS);
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
