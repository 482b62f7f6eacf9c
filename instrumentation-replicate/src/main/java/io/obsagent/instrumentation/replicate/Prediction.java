/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.replicate;

import io.obsagent.core.http.Awaited;
import io.obsagent.core.http.Deadlines;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Outcome;
import io.obsagent.core.vocabulary.ReplicatePrediction;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A prediction from the call that creates it until its end is seen. Thread-safe. */
final class Prediction extends Awaited {
  /** Twice as long as the service lets one run. */
  static final long TIMEOUT_NANOS = TimeUnit.HOURS.toNanos(1);

  private final String id;
  private final Operation call;
  private final Operation operation;

  Prediction(String id, Operation call, @Nullable String model) {
    this.id = id;
    this.call = call;
    this.operation =
        Operation.startDetachedWith(ReplicatePrediction.TYPE, call)
            .set(ReplicatePrediction.ID, id)
            .set(ReplicatePrediction.MODEL, model)
            .name(model == null ? "prediction" : "prediction " + model);
  }

  String id() {
    return id;
  }

  /** The operation of the call that created it. */
  Operation call() {
    return call;
  }

  boolean isRunning() {
    return operation.isRunning();
  }

  /** Nanoseconds since the creation. */
  long ageNanos() {
    return operation.durationNanos();
  }

  /** Ends it now. */
  void end(String status, @Nullable Double predictTime) {
    end(status, predictTime, ageNanos());
  }

  /** Ends it as of a moment when it was that old. */
  void end(String status, @Nullable Double predictTime, long ageNanos) {
    if (!Predictions.close(this)) {
      return;
    }
    Deadlines.forget(this);
    operation
        .set(ReplicatePrediction.STATUS, status)
        .set(ReplicatePrediction.PREDICT_TIME, predictTime);
    switch (status) {
      case "succeeded":
        break;
      case "failed":
        operation.fail(status);
        break;
      case "lost":
        operation.outcome(Outcome.TIMEOUT);
        break;
      default:
        operation.outcome(Outcome.CANCELED);
        break;
    }
    operation.end(ageNanos);
  }

  @Override
  public void giveUp() {
    end("lost", null);
  }
}
