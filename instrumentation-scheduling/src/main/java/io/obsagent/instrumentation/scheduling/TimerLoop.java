/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Tasks;
import io.obsagent.core.schedule.Runs;
import java.util.TimerTask;
import org.jspecify.annotations.Nullable;

/**
 * What the thread of a timer does: it looks at the first task of its queue, takes it off or puts it
 * back for its next time, runs it, and asks whether the queue is empty.
 */
final class TimerLoop {
  private static final String THREAD = "java.util.TimerThread";
  private static final ThreadLocal<@Nullable TimerLoop> LOOPS = new ThreadLocal<>();

  private @Nullable TimerTask first;
  private @Nullable Operation operation;
  private boolean running;

  private TimerLoop() {}

  /** The loop of the current thread; null when it is not a timer's. */
  private static @Nullable TimerLoop mine() {
    TimerLoop loop = LOOPS.get();
    if (loop == null && Thread.currentThread().getClass().getName().equals(THREAD)) {
      loop = new TimerLoop();
      LOOPS.set(loop);
    }
    return loop;
  }

  /** A thread looks at the first task of a queue. */
  static void looked(@Nullable TimerTask task) {
    TimerLoop loop = mine();
    if (loop != null) {
      loop.first = task;
    }
  }

  /**
   * The first task is taken off, to run or because it was cancelled, or put back as it is to run.
   *
   * @param next when it is due again; 0 when it was taken off
   */
  static void taken(long next) {
    TimerLoop loop = mine();
    TimerTask task = loop == null ? null : loop.first;
    TimerPlan plan = task == null ? null : TimerPlan.of(task);
    if (loop != null && task != null && plan != null) {
      if (next == 0) {
        TimerPlan.forget(task);
      }
      loop.first = null;
      loop.running = true;
      Tasks.begin(plan);
      loop.operation = plan.begin(next);
    }
  }

  /** A run is over, if there was one. */
  static void idle(@Nullable Throwable thrown) {
    TimerLoop loop = LOOPS.get();
    if (loop == null) {
      return;
    }
    loop.first = null;
    if (loop.running) {
      loop.running = false;
      Operation ended = loop.operation;
      loop.operation = null;
      Runs.end(ended, thrown);
      Tasks.idle();
    }
  }
}
