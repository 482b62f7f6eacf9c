/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.trace.SpanKind;

/** A prediction at Replicate, from its creation to its terminal status: the inference itself. */
public final class ReplicatePrediction {
  public static final OperationType TYPE =
      new OperationType("replicate.prediction", SpanKind.INTERNAL);

  /** The model as owner/name. */
  public static final Field MODEL = TYPE.string("model", "gen_ai.request.model");

  /**
   * {@code succeeded}, {@code failed}, {@code canceled}, or {@code lost} when its end was never
   * seen.
   */
  public static final Field STATUS = TYPE.string("status", "replicate.prediction.status");

  /** The prediction's id. */
  public static final Field ID = TYPE.string("id", "replicate.prediction.id");

  /** Seconds of computing as the service tells them; null when it does not. */
  public static final Field PREDICT_TIME = TYPE.field("predict_time");

  static {
    TYPE.selectedBy(MODEL);
  }

  private ReplicatePrediction() {}
}
