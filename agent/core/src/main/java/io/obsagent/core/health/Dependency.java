/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.health;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Outcome;
import io.obsagent.core.operation.Recorder;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Something that the application depends on, as far as its own operations tell: whether it answers,
 * and when it last did and did not. Thread-safe.
 */
final class Dependency implements Recorder {
  /** What is known of it. */
  enum State {
    UNKNOWN,
    CONNECTED,
    DISCONNECTED
  }

  private volatile State state = State.UNKNOWN;
  private volatile long answeredSeconds;
  private volatile long failedSeconds;

  @Override
  public void ended(Operation operation, long durationNanos) {
    Throwable error = operation.error();
    long seconds = TimeUnit.NANOSECONDS.toSeconds(operation.endEpochNanos());
    if (operation.outcome() == Outcome.OK || (error != null && !isLost(error))) {
      // Written when it changes: all threads read this, with every query.
      if (state != State.CONNECTED) {
        state = State.CONNECTED;
      }
      if (answeredSeconds != seconds) {
        answeredSeconds = seconds;
      }
    } else if (error != null) {
      failedSeconds = seconds;
      state = State.DISCONNECTED;
    }
  }

  /**
   * Whether an error means that the dependency could not be reached, or that Redis hangs; a bad
   * statement was at least answered.
   */
  private static boolean isLost(Throwable error) {
    Throwable at = error;
    for (int depth = 0; at != null && depth < 8; depth++) {
      String type = at.getClass().getName();
      if (at instanceof IOException
          || type.contains("Connection")
          || type.contains("CommunicationsException")
          || type.contains("Redis") && type.endsWith("TimeoutException")) {
        return true;
      }
      at = at.getCause();
    }
    return false;
  }

  State state() {
    return state;
  }

  /** When it last answered, in seconds since the epoch; null for never. */
  @Nullable Long lastAnswer() {
    return known(answeredSeconds);
  }

  /** When it last could not be reached, in seconds since the epoch; null for never. */
  @Nullable Long lastFailure() {
    return known(failedSeconds);
  }

  private static @Nullable Long known(long seconds) {
    return seconds == 0 ? null : Long.valueOf(seconds);
  }
}
