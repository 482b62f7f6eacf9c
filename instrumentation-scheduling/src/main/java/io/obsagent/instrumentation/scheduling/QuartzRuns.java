/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.schedule.Runs;
import io.obsagent.core.vocabulary.Schedule;
import java.util.Date;
import org.jspecify.annotations.Nullable;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.SchedulerException;

/** Runs of Quartz's jobs, each on one thread. */
final class QuartzRuns {
  /** Twelve digits of the group, a dash and a UUID: what Quartz calls a job without a name. */
  private static final int MADE_UP_LENGTH = 49;

  private QuartzRuns() {}

  static void start(JobExecutionContext context) {
    Date planned = context.getScheduledFireTime();
    Runs.startRoot(
        name(context.getJobDetail()), "quartz", planned == null ? null : planned.getTime() / 1e3);
  }

  static void end(@Nullable Throwable error) {
    Runs.end(Operation.current(Schedule.TYPE), cause(error));
  }

  private static String name(JobDetail job) {
    String name = job.getKey().getName();
    return isMadeUp(name) ? job.getJobClass().getSimpleName() : name;
  }

  static boolean isMadeUp(String name) {
    if (name.length() != MADE_UP_LENGTH) {
      return false;
    }
    for (int i = 0; i < MADE_UP_LENGTH; i++) {
      char c = name.charAt(i);
      if (c != '-' && Character.digit(c, 16) < 0) {
        return false;
      }
    }
    return true;
  }

  /** What Quartz wrapped. */
  private static @Nullable Throwable cause(@Nullable Throwable error) {
    Throwable cause = error;
    while (cause instanceof SchedulerException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
