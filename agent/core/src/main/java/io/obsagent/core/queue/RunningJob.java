/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.queue;

import io.obsagent.core.operation.ChildWatcher;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Outcome;
import io.obsagent.core.settings.Settings;
import io.obsagent.core.vocabulary.Job;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A job and what is known of its success. Worker loops catch what their jobs throw, so unless the
 * status is set by somebody who knows, a job counts as failed when
 *
 * <ul>
 *   <li>an exception left the code that worked on it, or
 *   <li>an operation directly within it failed with an exception and none of the same name
 *       succeeded afterwards, or
 *   <li>an error was logged on its thread, unless that was about such an operation and it succeeded
 *       afterwards.
 * </ul>
 *
 * <p>The latter two can be switched off. A failure is a timeout when the exception or one of its
 * causes is.
 */
final class RunningJob implements ChildWatcher {
  private static final int MOST_CAUSES = 8;

  final Operation operation;
  private @Nullable Throwable failure;
  private @Nullable String failedName;
  private boolean failed;

  RunningJob(Operation operation) {
    this.operation = operation;
  }

  @Override
  public synchronized void ended(Operation child) {
    Throwable error = child.error();
    if (error != null && child.outcome() != Outcome.OK) {
      failed = true;
      failure = error;
      failedName = child.name();
    } else if (failedName != null
        && child.outcome() == Outcome.OK
        && failedName.equals(child.name())) {
      failed = false;
      failure = null;
      failedName = null;
    }
  }

  /** An error was logged on the job's thread. */
  synchronized void errorLogged(@Nullable Throwable logged) {
    failed = true;
    failure = logged == null ? failure : logged;
  }

  /**
   * Ends the job.
   *
   * @param thrown what left the code that worked on it; null when nothing did
   */
  synchronized void end(@Nullable Throwable thrown) {
    Object status = operation.get(Job.STATUS);
    if (status == null) {
      if (thrown != null) {
        fail(thrown);
      } else if (failed && Settings.JOB_HEURISTICS.get() && operation.outcome() == Outcome.OK) {
        fail(failure);
      }
      status =
          operation.outcome() == Outcome.OK
              ? "completed"
              : operation.outcome() == Outcome.TIMEOUT ? "timeout" : "failed";
      operation.set(Job.STATUS, status);
    } else if (!status.equals("completed") && operation.outcome() == Outcome.OK) {
      operation.fail(status.toString());
    }
    operation.end();
  }

  /** Ends a job that takes too long to be true. */
  synchronized void giveUp() {
    operation.outcome(Outcome.TIMEOUT).set(Job.STATUS, "timeout");
    operation.end();
  }

  private void fail(@Nullable Throwable cause) {
    if (cause == null) {
      operation.fail("logged");
    } else {
      operation.fail(cause);
      if (isTimeout(cause)) {
        operation.outcome(Outcome.TIMEOUT);
      }
    }
  }

  static boolean isTimeout(Throwable thrown) {
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
      if (cause instanceof TimeoutException || cause.getClass().getName().contains("Timeout")) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
