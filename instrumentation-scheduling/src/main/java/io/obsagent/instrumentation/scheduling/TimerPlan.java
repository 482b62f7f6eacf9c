/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import io.obsagent.bootstrap.State;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Tasks;
import io.obsagent.core.schedule.Runs;
import io.obsagent.core.schedule.TaskNames;
import java.util.TimerTask;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a task that a timer waits for. A task that runs once has what was current as it
 * was handed over, which is attached to this. Used by one thread after another.
 */
final class TimerPlan {
  private static final State<TimerPlan> PLANS = new State<>();

  private final boolean periodic;

  /** Null when the task is somebody else's business, or to run at once. */
  private final @Nullable String name;

  /** When the next run is due, in milliseconds since the epoch. */
  private long due;

  /** Where it is counted; null when it is not. */
  private volatile @Nullable TimerQueue queue;

  private TimerPlan(@Nullable String name, long due, boolean periodic) {
    this.name = name;
    this.due = due;
    this.periodic = periodic;
  }

  /**
   * A timer is given a task.
   *
   * @return null for a task that a timer has already
   */
  static @Nullable TimerPlan made(TimerTask task, long due, long period) {
    if (PLANS.get(task) != null) {
      return null;
    }
    boolean periodic = period != 0;
    boolean scheduled = periodic || due > System.currentTimeMillis();
    TimerPlan plan = new TimerPlan(scheduled ? TaskNames.find(task) : null, due, periodic);
    if (!periodic) {
      Tasks.handOver(plan);
    }
    PLANS.set(task, plan);
    return plan;
  }

  /** What is known of a task; null when nothing is. */
  static @Nullable TimerPlan of(TimerTask task) {
    return PLANS.get(task);
  }

  /** The timer did not take a task, has run it for the last time, or will not run it. */
  static void forget(TimerTask task) {
    TimerPlan plan = PLANS.get(task);
    if (plan != null) {
      PLANS.remove(task);
      TimerQueue counted = plan.queue;
      if (counted != null) {
        counted.remove(plan);
      }
    }
  }

  /** Whether it is a task of the application that runs again and again. */
  boolean isRepeated() {
    return periodic && name != null;
  }

  /** It is counted. */
  void isIn(TimerQueue tasks) {
    queue = tasks;
  }

  /**
   * A run begins, with what was handed over already current.
   *
   * @param next when the run after this is due; 0 when there is none
   * @return null when nothing is told of it
   */
  @Nullable Operation begin(long next) {
    double planned = due / 1e3;
    due = next;
    if (name == null) {
      return null;
    }
    return periodic ? Runs.startRoot(name, "timer", planned) : Runs.start(name, "timer", planned);
  }
}
