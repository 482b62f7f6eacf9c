/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.schedule.Runs;
import io.obsagent.core.schedule.TaskNames;
import org.jspecify.annotations.Nullable;

/**
 * A task that Spring runs, scheduled or not: one of the application that is scheduled is a run. One
 * that Spring makes as its time comes, to run it on another thread, is as late there. Thread-safe.
 */
final class SpringTask implements Runnable {
  private final Runnable task;
  private final @Nullable Double due;

  SpringTask(Runnable task) {
    this.task = task;
    this.due = Runs.due();
  }

  @Override
  public void run() {
    Double here = Runs.due();
    if (here == null && due != null) {
      Runs.due(due);
      try {
        runDue(due);
      } finally {
        Runs.due(null);
      }
    } else {
      runDue(here);
    }
  }

  private void runDue(@Nullable Double planned) {
    String name = planned == null ? null : TaskNames.find(task);
    Operation operation = name == null ? null : Runs.startRoot(name, "spring", planned);
    Throwable error = null;
    try {
      task.run();
    } catch (Throwable e) {
      error = e;
      throw e;
    } finally {
      Runs.end(operation, error);
    }
  }

  @Override
  public String toString() {
    return task.toString();
  }
}
