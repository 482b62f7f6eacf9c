/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import io.obsagent.bootstrap.State;
import io.obsagent.core.vocabulary.Observations;
import io.obsagent.core.vocabulary.Observed;
import io.obsagent.core.vocabulary.WeaklyObserved;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.core.QuartzScheduler;
import org.quartz.listeners.SchedulerListenerSupport;

/**
 * The triggers of one scheduler that will fire again, as far as this process saw them: those that
 * it scheduled and those that fired here. The job store is never asked, as it may be a database. It
 * lives as long as its scheduler. Thread-safe.
 */
final class QuartzTriggers extends SchedulerListenerSupport implements Observed {
  private static final State<QuartzTriggers> OF_SCHEDULER = new State<>();
  private static final int MOST = 10_000;

  private final ConcurrentHashMap<TriggerKey, Boolean> triggers = new ConcurrentHashMap<>();

  /**
   * Triggers that fired for good before Quartz told that they were scheduled, which it does after
   * it wakes the thread that fires them.
   */
  private final ConcurrentHashMap<TriggerKey, Boolean> endedEarly = new ConcurrentHashMap<>();

  private final WeaklyObserved entry = WeaklyObserved.add(Observations.SCHEDULER, this);

  /** A scheduler was made. */
  static void watch(QuartzScheduler scheduler) {
    QuartzTriggers triggers = new QuartzTriggers();
    OF_SCHEDULER.set(scheduler, triggers);
    scheduler.addInternalSchedulerListener(triggers);
  }

  /** A trigger fired, one perhaps that another process put into the store. */
  static void fired(QuartzScheduler scheduler, Trigger trigger) {
    QuartzTriggers triggers = OF_SCHEDULER.get(scheduler);
    if (triggers != null && trigger.mayFireAgain()) {
      triggers.add(trigger);
    }
  }

  @Override
  public void jobScheduled(Trigger trigger) {
    if (endedEarly.remove(trigger.getKey()) == null) {
      add(trigger);
    }
  }

  private void add(Trigger trigger) {
    if (triggers.size() < MOST) {
      triggers.put(trigger.getKey(), Boolean.TRUE);
    }
  }

  @Override
  public void jobUnscheduled(TriggerKey key) {
    triggers.remove(key);
  }

  @Override
  public void triggerFinalized(Trigger trigger) {
    TriggerKey key = trigger.getKey();
    if (triggers.remove(key) == null && endedEarly.size() < MOST) {
      endedEarly.put(key, Boolean.TRUE);
    }
  }

  @Override
  public void schedulingDataCleared() {
    triggers.clear();
    endedEarly.clear();
  }

  @Override
  public void schedulerShutdown() {
    entry.remove();
  }

  @Override
  public @Nullable Object read(String field) {
    switch (field) {
      case "scheduler":
        return "quartz";
      case "scheduled":
        return (long) triggers.size();
      default:
        return null;
    }
  }
}
