/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.replicate;

import io.obsagent.core.http.Awaited;
import io.obsagent.core.http.Deadlines;
import io.obsagent.core.http.WatchedExchange;
import io.obsagent.core.json.Feed;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.HttpClient;
import org.jspecify.annotations.Nullable;

/**
 * An exchange about a prediction that there is already: a look at it, or its cancellation. An
 * ordinary HTTP exchange, but a child of the call that created the prediction, wherever it happens.
 */
final class Inquiry extends Awaited implements WatchedExchange {
  private final String id;
  private final boolean cancels;
  private volatile @Nullable Prediction prediction;
  private volatile @Nullable Answer answer;
  private volatile long ageNanos;

  Inquiry(String id, boolean cancels) {
    this.id = id;
    this.cancels = cancels;
  }

  @Override
  public @Nullable Operation start() {
    Prediction known = Predictions.find(id);
    Operation operation =
        known == null
            ? Operation.start(HttpClient.TYPE)
            : Operation.start(HttpClient.TYPE, known.call().context());
    if (operation == null) {
      return null;
    }
    prediction = known;
    return cancels
        ? operation.set(HttpClient.METHOD, "POST").name("POST /v1/predictions/{id}/cancel")
        : operation.set(HttpClient.METHOD, "GET").name("GET /v1/predictions/{id}");
  }

  @Override
  public void status(Operation operation, int status) {
    Prediction known = prediction;
    if (cancels && known != null && known.isRunning() && status >= 200 && status < 300) {
      ageNanos = known.ageNanos();
      Deadlines.await(this, Creation.BODY_TIMEOUT_NANOS);
    }
  }

  @Override
  public @Nullable Feed body() {
    if (prediction == null) {
      return null;
    }
    Answer begun = new Answer();
    answer = begun;
    return begun.body();
  }

  @Override
  public void bodyRead() {
    Prediction known = prediction;
    Answer read = answer;
    String status = read == null ? null : read.terminalStatus();
    if (known != null && read != null && status != null) {
      known.end(status, read.predictTime());
      Deadlines.forget(this);
    }
  }

  @Override
  public void failed(@Nullable Throwable error) {
    // The prediction goes on.
  }

  /** Nobody saw the end of what was cancelled. */
  @Override
  public void giveUp() {
    Prediction known = prediction;
    if (known != null) {
      known.end("canceled", null, ageNanos);
    }
  }
}
