/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import io.obsagent.bootstrap.State;
import io.obsagent.core.vocabulary.Observations;
import io.obsagent.core.vocabulary.Observed;
import io.obsagent.core.vocabulary.WeaklyObserved;
import java.util.TimerTask;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The periodic tasks of the application that a timer has, counted. Lives as long as the timer's
 * queue. Thread-safe.
 */
final class TimerQueue implements Observed {
  private static final State<TimerQueue> OF_QUEUE = new State<>();
  private static final int MOST = 10_000;

  private final ConcurrentHashMap<TimerPlan, Boolean> plans = new ConcurrentHashMap<>();

  private TimerQueue() {}

  /** A task is put into a queue. */
  static void added(Object queue, TimerTask task) {
    TimerPlan plan = TimerPlan.of(task);
    if (plan == null || !plan.isRepeated()) {
      return;
    }
    TimerQueue tasks = OF_QUEUE.get(queue);
    if (tasks == null) {
      tasks = new TimerQueue();
      OF_QUEUE.set(queue, tasks);
      WeaklyObserved.add(Observations.SCHEDULER, tasks);
    }
    if (tasks.plans.size() < MOST) {
      tasks.plans.put(plan, Boolean.TRUE);
      plan.isIn(tasks);
    }
  }

  /** A timer was cancelled, or ended by what left a task. */
  static void cleared(Object queue) {
    TimerQueue tasks = OF_QUEUE.get(queue);
    if (tasks != null) {
      tasks.plans.clear();
    }
  }

  void remove(TimerPlan plan) {
    plans.remove(plan);
  }

  @Override
  public @Nullable Object read(String field) {
    switch (field) {
      case "scheduler":
        return "timer";
      case "scheduled":
        return (long) plans.size();
      default:
        return null;
    }
  }
}
