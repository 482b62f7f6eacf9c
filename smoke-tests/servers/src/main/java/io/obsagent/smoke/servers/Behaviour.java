/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.servers;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What {@link ReplicateServer} does with one prediction. Immutable.
 *
 * @param refusal the HTTP status with which the creation is refused; 0 to accept it
 * @param retryAfter what a refusal with 429 tells to wait
 * @param runs how long the model runs; zero ends with the second poll, whenever that comes
 * @param end the terminal status; null never ends unless it is cancelled
 * @param error the error of a failed prediction
 */
public record Behaviour(
    int refusal, Duration retryAfter, Duration runs, @Nullable String end, @Nullable String error) {

  /** Starting when created, processing at the first poll, succeeded at the second. */
  public static Behaviour succeed() {
    return accepted(Duration.ZERO, "succeeded", null);
  }

  /** Succeeds, but not before {@code runs} has passed. */
  public static Behaviour succeedAfter(Duration runs) {
    return accepted(runs, "succeeded", null);
  }

  /** Fails with this error at the second poll. */
  public static Behaviour fail(String error) {
    return accepted(Duration.ZERO, "failed", error);
  }

  /** Is canceled by someone else; seen at the second poll. */
  public static Behaviour cancel() {
    return accepted(Duration.ZERO, "canceled", null);
  }

  /** Processes until it is cancelled. */
  public static Behaviour neverEnd() {
    return accepted(Duration.ZERO, null, null);
  }

  /** Refuses the creation with this HTTP status: 401, 422 or 500. */
  public static Behaviour refuse(int status) {
    return new Behaviour(status, Duration.ZERO, Duration.ZERO, null, null);
  }

  /** Refuses the creation with 429 and this {@code Retry-After}, in whole seconds. */
  public static Behaviour throttle(Duration retryAfter) {
    return new Behaviour(429, retryAfter, Duration.ZERO, null, null);
  }

  private static Behaviour accepted(Duration runs, @Nullable String end, @Nullable String error) {
    return new Behaviour(0, Duration.ZERO, runs, end, error);
  }
}
