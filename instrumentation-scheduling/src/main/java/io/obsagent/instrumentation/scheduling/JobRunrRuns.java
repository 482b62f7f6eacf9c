/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.queue.ToldJobs;
import io.obsagent.core.schedule.Runs;
import io.obsagent.core.schedule.TaskNames;
import io.obsagent.core.vocabulary.Job;
import java.lang.reflect.InvocationTargetException;
import java.time.Instant;
import java.util.List;
import org.jobrunr.jobs.JobDetails;
import org.jobrunr.jobs.states.JobState;
import org.jobrunr.jobs.states.ScheduledState;
import org.jspecify.annotations.Nullable;

/** Attempts at JobRunr's jobs, each on one thread, and who asked for them. */
final class JobRunrRuns {
  private static final String JOBRUNR = "jobrunr";
  private static final String TRACEPARENT = "traceparent";

  /** More jobs at once than these are not linked to what asked for them. */
  private static final int MOST = 32;

  private JobRunrRuns() {}

  /** A job is about to be stored. */
  static void asked(org.jobrunr.jobs.Job job) {
    String traceparent = ToldJobs.asked(JOBRUNR, job.getId().toString());
    if (traceparent != null) {
      job.getMetadata().putIfAbsent(TRACEPARENT, traceparent);
    }
  }

  /** Some jobs are about to be stored. */
  static void asked(List<org.jobrunr.jobs.Job> jobs) {
    for (int i = 0; i < Math.min(MOST, jobs.size()); i++) {
      asked(jobs.get(i));
    }
  }

  /**
   * An attempt begins.
   *
   * @return null when it is part of another run
   */
  static @Nullable Operation start(org.jobrunr.jobs.Job job) {
    JobDetails details = job.getJobDetails();
    String type = TaskNames.of(details.getClassName());
    String recurring = job.getRecurringJobId().orElse(null);
    if (recurring != null) {
      String name = isMadeUp(recurring) ? type + "#" + details.getMethodName() : recurring;
      return Runs.startRoot(name, JOBRUNR, planned(job));
    }
    Object traceparent = job.getMetadata().get(TRACEPARENT);
    return ToldJobs.startAsked(
        type + "." + details.getMethodName(),
        JOBRUNR,
        job.getId().toString(),
        traceparent instanceof String ? (String) traceparent : null);
  }

  /** What JobRunr calls a recurring job without an id: its method with the parameters' types. */
  private static boolean isMadeUp(String id) {
    return id.indexOf('(') >= 0;
  }

  private static @Nullable Double planned(org.jobrunr.jobs.Job job) {
    List<JobState> states = job.getJobStates();
    for (int i = states.size() - 1; i >= 0; i--) {
      JobState state = states.get(i);
      if (state instanceof ScheduledState) {
        Instant at = ((ScheduledState) state).getScheduledAt();
        return at == null ? null : at.getEpochSecond() + at.getNano() / 1e9;
      }
    }
    return null;
  }

  /** An attempt is over. */
  static void end(Operation operation, @Nullable Throwable error) {
    Throwable cause =
        error instanceof InvocationTargetException && error.getCause() != null
            ? error.getCause()
            : error;
    if (operation.type() == Job.TYPE) {
      ToldJobs.end(operation, cause);
    } else {
      Runs.end(operation, cause);
    }
  }
}
