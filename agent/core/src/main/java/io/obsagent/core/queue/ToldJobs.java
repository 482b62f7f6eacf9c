/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.queue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Outcome;
import io.obsagent.core.vocabulary.Job;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Jobs of which a library tells when they begin and end and how they went. Each is one operation,
 * also within another job. What it takes from a queue is a job of its own, since what runs there
 * may well be the loop of a worker; but for calls of methods that are declared to be jobs, which
 * are known to be none. Thread-safe.
 */
public final class ToldJobs {
  /** Stands where others have the name of who runs the job. */
  private static final String DECLARED = "declared";

  /** The job that is a call of a declared method which the current thread is in. */
  private static final ThreadLocal<@Nullable Operation> DECLARED_HERE = new ThreadLocal<>();

  private ToldJobs() {}

  /**
   * A job begins, and is current on this thread.
   *
   * @param name what kind of job it is, of low cardinality
   * @param scheduler who runs it, as rules know it
   * @param parent the root context for a job that begins a trace
   */
  public static Operation start(String name, String scheduler, Context parent) {
    return Operation.startNested(Job.TYPE, parent)
        .name("job ".concat(name))
        .set(Job.NAME, name)
        .set(Job.SCHEDULER, scheduler);
  }

  /**
   * A job is asked for by what is current on this thread, which is linked to the job, as the job
   * will be to it if it runs in this process.
   *
   * @param scheduler who will run it
   * @param id the job's id there
   * @return the trace context that is to travel with the job; null when none is
   */
  public static @Nullable String asked(String scheduler, String id) {
    Operation asking = Operation.current();
    if (asking == null) {
      return null;
    }
    if (Jobs.isPropagated()) {
      return QueueCommand.traceparent(asking);
    }
    QueueCommand.link(asking, identity(scheduler, id));
    return null;
  }

  /**
   * A job begins that was asked for elsewhere or earlier, and is current on this thread.
   *
   * @param traceparent the trace context that came with it; null when none did
   */
  public static Operation startAsked(
      String name, String scheduler, String id, @Nullable String traceparent) {
    Context parent = Jobs.parent(Jobs.isPropagated() ? traceparent : null);
    Operation job = start(name, scheduler, parent).set(Job.ID, id);
    Jobs.relate(job, identity(scheduler, id), parent);
    return job;
  }

  /**
   * A method is called that is declared to be a job; it is current on this thread until {@link
   * #leaveDeclared}.
   *
   * @param name the class without its package, and the method
   * @return null when the call is part of a job that is current: of the work on an element of a
   *     queue, of another declared method on this thread, or of the same one, which who runs it has
   *     told of
   */
  public static @Nullable Operation startDeclared(String name) {
    if (DECLARED_HERE.get() != null) {
      return null;
    }
    Operation around = Operation.current(Job.TYPE);
    if (around != null && (around.get(Job.QUEUE) != null || name.equals(around.get(Job.NAME)))) {
      return null;
    }
    Operation outer = Operation.current();
    Operation job = start(name, DECLARED, Context.current());
    DECLARED_HERE.set(job);
    return outer == null ? job : job.kind(SpanKind.INTERNAL);
  }

  /** The method of a job that {@link #startDeclared} began is left, on the same thread. */
  public static void leaveDeclared(Operation job) {
    if (DECLARED_HERE.get() == job) {
      DECLARED_HERE.remove();
    }
  }

  /**
   * A declared method is left whose call is part of a job that is current.
   *
   * @param thrown what left it; null when nothing did
   */
  public static void triedDeclared(@Nullable Throwable thrown) {
    if (DECLARED_HERE.get() == null) {
      Jobs.tried(thrown);
    }
  }

  private static ElementId identity(String scheduler, String id) {
    return ElementId.of(scheduler, id.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A job is over, on the thread on which it began.
   *
   * @param error what left it; null when nothing did
   */
  public static void end(Operation job, @Nullable Throwable error) {
    Jobs.endWithin(job, error);
    job.fail(error);
    if (error != null && job.outcome() == Outcome.ERROR && RunningJob.isTimeout(error)) {
      job.outcome(Outcome.TIMEOUT);
    }
    job.set(Job.STATUS, RunningJob.status(job.outcome())).end();
  }

  /** Whether what is taken from a queue within a job is a job of its own. */
  static boolean mayTake(Operation job) {
    Object scheduler = job.get(Job.SCHEDULER);
    return scheduler != null && !scheduler.equals(DECLARED) || !job.isRunning();
  }
}
