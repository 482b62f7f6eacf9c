/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.queue.Jobs;
import io.obsagent.core.queue.ToldJobs;
import io.obsagent.core.schedule.TaskNames;
import io.obsagent.core.vocabulary.Job;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.lang.reflect.Method;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A call of a method that is {@code @Async}, which Spring hands to an executor: it calls the method
 * and waits for the future that this returns. Made on one thread and run on another.
 */
final class AsyncJob implements Callable<Object> {
  /** The method that the current thread has called, until Spring submits the call. */
  private static final ThreadLocal<@Nullable Method> CALLED = new ThreadLocal<>();

  /** What the current thread runs. */
  private static final ThreadLocal<@Nullable AsyncJob> RUNNING = new ThreadLocal<>();

  private final Callable<?> task;
  private final String name;
  private Context caller = Context.current();
  private @Nullable Throwable error;

  private AsyncJob(Callable<?> task, String name) {
    this.task = task;
    this.name = name;
  }

  /** The current thread calls a method and is about to submit that. */
  static void called(Method method) {
    CALLED.set(method);
  }

  /** The call that is submitted as a task; null when it is not known what is called. */
  static @Nullable AsyncJob of(Callable<?> task) {
    Method method = CALLED.get();
    if (method == null) {
      return null;
    }
    CALLED.remove();
    String type = TaskNames.of(method.getDeclaringClass().getName());
    return new AsyncJob(task, type + "." + method.getName());
  }

  /** What the current thread runs has failed, though nothing of that may leave it. */
  static void failed(@Nullable Throwable error) {
    AsyncJob running = RUNNING.get();
    if (running != null) {
      running.error = error;
    }
  }

  @Override
  public @Nullable Object call() throws Exception {
    AsyncJob before = RUNNING.get();
    RUNNING.set(this);
    Operation operation = start();
    try {
      return task.call();
    } catch (Throwable e) {
      error = e;
      throw e;
    } finally {
      end(operation);
      if (before == null) {
        RUNNING.remove();
      } else {
        RUNNING.set(before);
      }
    }
  }

  /** Starts the job; null for the work on an element of a queue, which is a job already. */
  private @Nullable Operation start() {
    Context parent = caller;
    caller = Context.root();
    Operation around = Operation.of(parent);
    if (around != null && around.type() == Job.TYPE && around.get(Job.QUEUE) != null) {
      return null;
    }
    return ToldJobs.start(name, "spring", parent).kind(SpanKind.INTERNAL);
  }

  private void end(@Nullable Operation operation) {
    if (operation != null) {
      ToldJobs.end(operation, error);
    } else if (error != null) {
      Jobs.errorLogged(error);
    }
  }

  @Override
  public String toString() {
    return task.toString();
  }
}
