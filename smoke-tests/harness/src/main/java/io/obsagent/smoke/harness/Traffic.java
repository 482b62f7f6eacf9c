/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.harness;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that never end: step after step at a modest rate, until closed. Thread-safe. */
public final class Traffic implements AutoCloseable {
  private static final long LONGEST_STEP_SECONDS = 60;

  private final SampleSystem system;
  private final long pauseMillis;
  private final Thread thread = new Thread(this::run, "traffic");
  private final AtomicInteger steps = new AtomicInteger();
  private volatile boolean stopped;

  private Traffic(SampleSystem system, double perSecond) {
    this.system = system;
    this.pauseMillis = (long) (TimeUnit.SECONDS.toMillis(1) / perSecond);
  }

  /** Starts it, with at most so many steps a second. */
  public static Traffic start(SampleSystem system, double perSecond) {
    Traffic traffic = new Traffic(system, perSecond);
    traffic.thread.setDaemon(true);
    traffic.thread.start();
    return traffic;
  }

  /** How many steps have gone well so far. */
  public int steps() {
    return steps.get();
  }

  /** Stops it after the step that is under way. */
  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(LONGEST_STEP_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    for (int number = 0; !stopped; number++) {
      try {
        system.step(number);
        steps.incrementAndGet();
        Thread.sleep(pauseMillis);
      } catch (InterruptedException e) {
        stopped = true;
      } catch (RuntimeException e) {
        if (!stopped) {
          System.err.println("traffic: step " + number + " did not work: " + e.getMessage());
        }
      }
    }
  }
}
