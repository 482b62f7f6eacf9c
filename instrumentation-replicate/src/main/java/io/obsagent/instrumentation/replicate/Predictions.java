/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.replicate;

import io.obsagent.core.http.Deadlines;
import io.obsagent.core.operation.Operation;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The predictions that this process created and has not seen the end of. At most 10,000: with one
 * more the oldest is lost. Thread-safe.
 */
final class Predictions {
  static final int MOST_OPEN = 10_000;
  private static final Map<String, Prediction> OPEN = new LinkedHashMap<>();

  private Predictions() {}

  /**
   * Begins to follow a prediction.
   *
   * @param call the operation of the call that created it
   * @param model owner/name; null when it is not known
   * @return null when it is followed already
   */
  static @Nullable Prediction open(String id, Operation call, @Nullable String model) {
    Prediction prediction;
    Prediction oldest = null;
    synchronized (OPEN) {
      if (OPEN.containsKey(id)) {
        return null;
      }
      if (OPEN.size() >= MOST_OPEN) {
        oldest = OPEN.values().iterator().next();
      }
      prediction = new Prediction(id, call, model);
      OPEN.put(id, prediction);
    }
    if (oldest != null) {
      oldest.giveUp();
    }
    Deadlines.await(prediction, Prediction.TIMEOUT_NANOS);
    return prediction;
  }

  /** The prediction of an id; null when it is not followed, or no longer. */
  static @Nullable Prediction find(String id) {
    synchronized (OPEN) {
      return OPEN.get(id);
    }
  }

  /** Stops following a prediction; false when somebody else did already. */
  static boolean close(Prediction prediction) {
    synchronized (OPEN) {
      return OPEN.remove(prediction.id(), prediction);
    }
  }

  /**
   * Says what became of a prediction. Without effect when the prediction is none of this process or
   * its end was seen before.
   *
   * @param status as Replicate names it; one that does not last has no effect
   * @param predictTime seconds of computing; null when they are not told
   */
  static void terminal(String id, String status, @Nullable Double predictTime) {
    Prediction prediction = Answer.isTerminal(status) ? find(id) : null;
    if (prediction != null) {
      prediction.end(status, predictTime);
    }
  }
}
