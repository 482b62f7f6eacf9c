/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.replicate;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Recorder;
import io.obsagent.core.vocabulary.ReplicateCall;
import io.obsagent.core.vocabulary.ReplicatePrediction;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What rules see of the operations that ended, a line each. */
final class Recorded implements Recorder {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  static Recorded begin() {
    Recorded recorded = new Recorded();
    ReplicateCall.TYPE.recorders(new Recorder[] {recorded});
    ReplicatePrediction.TYPE.recorders(new Recorder[] {recorded});
    return recorded;
  }

  static void end() {
    ReplicateCall.TYPE.recorders(null);
    ReplicatePrediction.TYPE.recorders(null);
  }

  List<String> lines() {
    return lines;
  }

  @Override
  public void ended(Operation operation, long durationNanos) {
    boolean call = operation.type() == ReplicateCall.TYPE;
    lines.add(
        call
            ? "call "
                + operation.get(ReplicateCall.MODEL)
                + " "
                + operation.get(ReplicateCall.STATUS)
            : "prediction "
                + operation.get(ReplicatePrediction.MODEL)
                + " "
                + operation.get(ReplicatePrediction.STATUS)
                + (operation.get(ReplicatePrediction.PREDICT_TIME) == null ? "" : " timed"));
  }
}
