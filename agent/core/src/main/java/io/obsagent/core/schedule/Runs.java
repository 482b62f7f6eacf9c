/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.schedule;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.queue.Jobs;
import io.obsagent.core.vocabulary.Schedule;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * The runs of what is scheduled, each one operation from its beginning to its end on one thread,
 * and when the scheduler of a thread meant to run what it is running. Thread-safe.
 */
public final class Runs {
  private static final ThreadLocal<@Nullable Double> DUE = new ThreadLocal<>();

  private Runs() {}

  /** The time now, in seconds since the epoch. */
  public static double now() {
    return System.currentTimeMillis() / 1e3;
  }

  /**
   * Says when the current thread was to begin what it begins now.
   *
   * @param planned seconds since the epoch; null when that is over
   */
  public static void due(@Nullable Double planned) {
    if (planned == null) {
      DUE.remove();
    } else {
      DUE.set(planned);
    }
  }

  /** When what the current thread runs was to begin; null when no scheduler told. */
  public static @Nullable Double due() {
    return DUE.get();
  }

  /**
   * A run begins, as a child of what is current.
   *
   * @param planned when it was to begin, in seconds since the epoch; null when not known
   * @return null when it is part of another run
   */
  public static @Nullable Operation start(String name, String scheduler, @Nullable Double planned) {
    return described(Operation.start(Schedule.TYPE), name, scheduler, planned);
  }

  /** A run begins that nothing else led to; otherwise as {@link #start}. */
  public static @Nullable Operation startRoot(
      String name, String scheduler, @Nullable Double planned) {
    return described(Operation.start(Schedule.TYPE, Context.root()), name, scheduler, planned);
  }

  private static @Nullable Operation described(
      @Nullable Operation operation, String name, String scheduler, @Nullable Double planned) {
    if (operation == null) {
      return null;
    }
    double actual = now();
    operation
        .name("schedule ".concat(name))
        .set(Schedule.NAME, name)
        .set(Schedule.SCHEDULER, scheduler)
        .set(Schedule.ACTUAL, actual);
    if (planned != null) {
      operation.set(Schedule.PLANNED, planned).set(Schedule.LAG, Math.max(0, actual - planned));
    }
    return operation;
  }

  /**
   * A run is over, and with it a job that it has taken from a queue.
   *
   * @param operation null when there is none to end
   * @param error what left it; null when nothing did
   */
  public static void end(@Nullable Operation operation, @Nullable Throwable error) {
    if (operation != null) {
      Jobs.taskEnded(error);
      operation.fail(error).set(Schedule.STATUS, error == null ? "completed" : "failed").end();
    }
  }
}
