/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.queue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Outcome;
import io.obsagent.core.operation.TaskWatcher;
import io.obsagent.core.settings.Settings;
import io.obsagent.core.vocabulary.Job;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A job and what is known of its success. Worker loops catch what their jobs throw, so unless the
 * status is set by somebody who knows, a job counts as failed when
 *
 * <ul>
 *   <li>an exception left the code that worked on it, or
 *   <li>an operation directly within it failed and the job did not go on: neither did one of the
 *       same name succeed afterwards, as after a retry, nor did more than one of any name. A single
 *       one may be the record of the failure. Or
 *   <li>an exception left a task that it handed to an executor or a method that is declared to be a
 *       job, and none ended well after that, or
 *   <li>an error was logged on its thread or in such a task, unless an operation failed before and
 *       one of its name succeeded after the error.
 * </ul>
 *
 * <p>The latter three can be switched off. A failure is a timeout when the exception, one of its
 * causes or the failed operation is.
 */
final class RunningJob implements TaskWatcher {
  private static final int MOST_CAUSES = 8;

  /** What failed, when that is a task or a declared method and no operation. */
  private static final String TASK = "";

  private static final Globs FOR_LATER =
      new Globs(Arrays.asList("*retry*", "*retries*", "*delay*", "*schedule*"));

  final Operation operation;

  /** What was current as it was taken; null when nothing was. */
  final @Nullable Operation around;

  final boolean isMessage;

  private @Nullable Throwable failure;
  private @Nullable String failedName;
  private Outcome failedOutcome = Outcome.ERROR;
  private boolean failed;
  private boolean logged;
  private int successes;

  /** Tasks that have been handed over and are not over. */
  private int tasks;

  private boolean left;

  RunningJob(Operation operation, @Nullable Operation around, boolean isMessage) {
    this.operation = operation;
    this.around = around;
    this.isMessage = isMessage;
  }

  @Override
  public synchronized void ended(Operation child) {
    Outcome outcome = child.outcome();
    if (outcome == Outcome.ERROR || outcome == Outcome.TIMEOUT) {
      failed = true;
      logged = false;
      failure = child.error();
      failedName = child.name();
      failedOutcome = outcome;
      successes = 0;
    } else if (failed && outcome == Outcome.OK) {
      successes++;
      if (child.name().equals(failedName) || successes > 1 && !logged) {
        failed = false;
        failure = null;
        failedName = null;
      }
    }
  }

  @Override
  public synchronized void taskHandedOver() {
    tasks++;
  }

  @Override
  public void taskEnded(@Nullable Throwable thrown) {
    synchronized (this) {
      tasks--;
      tried(thrown);
      if (tasks > 0 || !left) {
        return;
      }
    }
    Jobs.ended(this);
  }

  /** A task of the job, or a method that is declared to work on elements, is over. */
  synchronized void tried(@Nullable Throwable thrown) {
    if (thrown != null) {
      failed = true;
      logged = false;
      failure = thrown;
      failedName = TASK;
      failedOutcome = Outcome.ERROR;
      successes = 0;
    } else if (failed && TASK.equals(failedName)) {
      failed = false;
      failure = null;
      failedName = null;
    }
  }

  /** The job's thread goes on to something else. Returns whether tasks of the job are not over. */
  synchronized boolean isLeft() {
    left = tasks > 0;
    operation.leave();
    return left;
  }

  /**
   * An element is added to a queue on the job's thread. One with the job's own id, in the queue
   * that it came from or one for later, is the job to be tried again.
   */
  void adding(String queue, byte[] element) {
    Object id = operation.get(Job.ID);
    if (id != null
        && (queue.equals(operation.get(Job.QUEUE)) || FOR_LATER.match(queue))
        && id.equals(Taken.idOf(element))) {
      operation.set(Job.RETRY_QUEUE, queue);
    }
  }

  /** An error was logged on the job's thread. */
  synchronized void errorLogged(@Nullable Throwable error) {
    if (!failed) {
      failedOutcome = Outcome.ERROR;
    }
    failed = true;
    logged = true;
    failure = error == null ? failure : error;
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
      operation.set(Job.STATUS, status(operation.outcome()));
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
    if (cause != null) {
      operation.fail(cause);
    } else {
      operation.fail(logged ? "logged" : failedOutcome == Outcome.TIMEOUT ? "timeout" : "failed");
    }
    if (cause == null ? failedOutcome == Outcome.TIMEOUT : isTimeout(cause)) {
      operation.outcome(Outcome.TIMEOUT);
    }
  }

  /** The status of a job that ended with an outcome. */
  static String status(Outcome outcome) {
    return outcome == Outcome.OK ? "completed" : outcome == Outcome.TIMEOUT ? "timeout" : "failed";
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
