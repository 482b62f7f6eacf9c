/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.obsagent.core.operation.Outcome;
import io.obsagent.core.queue.ToldJobs;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Executions of Spring Batch's jobs and steps. What their types are called is another thing in each
 * version, so their getters are called by name, a few times in an execution.
 */
final class BatchRuns {
  private static final OperationType STEP = new OperationType("job.step", SpanKind.INTERNAL);

  private BatchRuns() {}

  /** A job begins, under what asked for it. */
  static Operation startJob(Object job) {
    return ToldJobs.start(name(job), "spring-batch", Context.current()).kind(SpanKind.INTERNAL);
  }

  /** A job is over. */
  static void endJob(Operation operation, Object execution, @Nullable Throwable thrown) {
    ToldJobs.end(operation, told(operation, execution, "getAllFailureExceptions", thrown));
  }

  /** A step begins, or a part of one within the step as a whole. */
  static Operation startStep(Object step) {
    return Operation.startNested(STEP, Context.current()).name("step ".concat(name(step)));
  }

  /** A step is over. */
  static void endStep(Operation operation, Object execution, @Nullable Throwable thrown) {
    operation.fail(told(operation, execution, "getFailureExceptions", thrown)).end();
  }

  /** Tells an operation how its execution went; returns what went wrong, null when nothing did. */
  private static @Nullable Throwable told(
      Operation operation, Object execution, String failures, @Nullable Throwable thrown) {
    String status = String.valueOf(get(execution, "getStatus"));
    if (status.equals("COMPLETED")) {
      return thrown;
    }
    if (status.startsWith("STOP")) {
      operation.outcome(Outcome.CANCELED);
      return null;
    }
    Throwable error = thrown == null ? first(get(execution, failures)) : thrown;
    if (error == null) {
      operation.fail("failed");
    }
    return error;
  }

  private static @Nullable Throwable first(@Nullable Object errors) {
    if (errors instanceof List && !((List<?>) errors).isEmpty()) {
      Object error = ((List<?>) errors).get(0);
      return error instanceof Throwable ? (Throwable) error : null;
    }
    return null;
  }

  private static String name(Object jobOrStep) {
    return String.valueOf(get(jobOrStep, "getName"));
  }

  private static @Nullable Object get(Object object, String getter) {
    try {
      return object.getClass().getMethod(getter).invoke(object);
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }
}
