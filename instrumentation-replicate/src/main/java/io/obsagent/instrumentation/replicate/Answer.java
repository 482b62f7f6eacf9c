/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.replicate;

import io.obsagent.core.json.JsonPaths;
import org.jspecify.annotations.Nullable;

/** What an answer of the API tells about a prediction; all null when it is of another kind. */
final class Answer {
  private static final JsonPaths PATHS =
      new JsonPaths("id", "model", "status", "metrics.predict_time", "webhook");

  final @Nullable String id;
  final @Nullable String model;

  /** One of the statuses that last; null when it is another. */
  final @Nullable String terminalStatus;

  /** In seconds. */
  final @Nullable Double predictTime;

  /** The URL that the prediction's end is to be told to; null when it does not say. */
  final @Nullable String webhook;

  private Answer(@Nullable Object[] values) {
    id = values[0] instanceof String && Names.isId((String) values[0]) ? (String) values[0] : null;
    model =
        values[1] instanceof String && Names.isModel((String) values[1])
            ? (String) values[1]
            : null;
    terminalStatus =
        values[2] instanceof String && isTerminal((String) values[2]) ? (String) values[2] : null;
    predictTime = values[3] instanceof Number ? ((Number) values[3]).doubleValue() : null;
    webhook = values[4] instanceof String ? (String) values[4] : null;
  }

  static Answer read(byte[] body, int length) {
    return new Answer(PATHS.read(body, length));
  }

  static boolean isTerminal(String status) {
    switch (status) {
      case "succeeded":
      case "failed":
      case "canceled":
      case "aborted":
        return true;
      default:
        return false;
    }
  }
}
