/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.realstaging;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Clients that never end: scenario after scenario, mostly good ones, at a modest rate, until
 * closed. Thread-safe.
 */
public final class Traffic implements AutoCloseable {
  private static final int GOOD_PER_OTHER = 2;

  private final RealStaging system;
  private final long pauseMillis;
  private final Map<Scenario, Integer> counts = new ConcurrentHashMap<>();
  private final Thread thread = new Thread(this::run, "traffic");
  private volatile boolean stopped;

  private Traffic(RealStaging system, double perSecond) {
    this.system = system;
    this.pauseMillis = (long) (TimeUnit.SECONDS.toMillis(1) / perSecond);
  }

  /** Starts it, with at most so many scenarios a second. */
  public static Traffic start(RealStaging system, double perSecond) {
    Traffic traffic = new Traffic(system, perSecond);
    traffic.thread.setDaemon(true);
    traffic.thread.start();
    return traffic;
  }

  /** How often each scenario was played to its end so far. */
  public Map<Scenario, Integer> counts() {
    return Map.copyOf(counts);
  }

  /** Stops it after the scenario that is under way. */
  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(60));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Set<Scenario> others = EnumSet.complementOf(EnumSet.of(Scenario.STAGED));
    while (!stopped) {
      for (Scenario other : others) {
        for (int i = 0; i < GOOD_PER_OTHER; i++) {
          play(Scenario.STAGED);
        }
        play(other);
      }
    }
  }

  private void play(Scenario scenario) {
    if (stopped) {
      return;
    }
    try {
      scenario.run(system);
      counts.merge(scenario, 1, Integer::sum);
      Thread.sleep(pauseMillis);
    } catch (InterruptedException e) {
      stopped = true;
    } catch (RuntimeException e) {
      if (!stopped) {
        System.err.println(scenario + " did not work: " + e.getMessage());
      }
    }
  }
}
