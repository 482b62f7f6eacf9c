/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import io.obsagent.bootstrap.State;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.schedule.Runs;
import io.obsagent.core.schedule.ScheduledTasks;
import io.obsagent.core.schedule.TaskNames;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a task of a scheduled executor. Used by the thread that runs the task, and by
 * one at a time.
 */
final class ScheduledTask {
  private static final State<ScheduledTask> STATE = new State<>();

  /** What Spring hands over again after each run. */
  private static final State<WeakReference<Future<?>>> REPEATED = new State<>();

  private static final ScheduledTasks EXECUTORS = new ScheduledTasks("executor");
  private static final ScheduledTasks SPRINGS = new ScheduledTasks("spring");
  private static final String SPRING = "org.springframework.scheduling.";

  private final @Nullable String name;
  private final boolean periodic;
  private @Nullable Operation operation;
  private @Nullable Throwable error;

  /**
   * Describes a task.
   *
   * @param name null when somebody else tells of its runs
   */
  private ScheduledTask(@Nullable String name, boolean periodic) {
    this.name = name;
    this.periodic = periodic;
  }

  /** An executor was given a task. A delay that is over by now counts as none. */
  static void made(RunnableScheduledFuture<?> future, Object task) {
    boolean periodic = future.isPeriodic();
    boolean scheduled = periodic || future.getDelay(TimeUnit.NANOSECONDS) > 0;
    if (task.getClass().getName().startsWith(SPRING)) {
      if (!scheduled && !(task instanceof Future)) {
        return;
      }
      STATE.set(future, new ScheduledTask(null, periodic));
      if (periodic) {
        SPRINGS.add(future);
      } else if (task instanceof Future) {
        SPRINGS.add((Future<?>) task);
        REPEATED.set(future, new WeakReference<>((Future<?>) task));
      }
    } else if (scheduled) {
      String name = TaskNames.find(task);
      if (name != null) {
        STATE.set(future, new ScheduledTask(name, periodic));
        if (periodic) {
          EXECUTORS.add(future);
        }
      }
    }
  }

  /** What is known of a task; null when it is not watched. */
  static @Nullable ScheduledTask of(Object future) {
    return STATE.get(future);
  }

  /** An executor dropped tasks without cancelling them. */
  static void dropped(List<?> futures) {
    List<Object> gone = new ArrayList<>(futures);
    for (Object future : futures) {
      WeakReference<Future<?>> repeated = REPEATED.get(future);
      if (repeated != null) {
        gone.add(repeated.get());
      }
    }
    EXECUTORS.remove(gone);
    SPRINGS.remove(gone);
  }

  void begin(RunnableScheduledFuture<?> future) {
    double planned = Runs.now() + future.getDelay(TimeUnit.NANOSECONDS) / 1e9;
    if (name == null) {
      Runs.due(planned);
    } else {
      operation =
          periodic
              ? Runs.startRoot(name, "executor", planned)
              : Runs.start(name, "executor", planned);
    }
  }

  void failed(@Nullable Throwable error) {
    this.error = error;
  }

  void end() {
    if (name == null) {
      Runs.due(null);
    } else {
      Runs.end(operation, error);
    }
    operation = null;
    error = null;
  }
}
