/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.replicate;

import io.obsagent.core.json.Feed;
import io.obsagent.core.json.JsonFeed;
import io.obsagent.core.json.JsonPaths;
import org.jspecify.annotations.Nullable;

/**
 * What an answer of the API tells about a prediction, once its body has been read; all null when it
 * is of another kind. For one thread at a time.
 */
final class Answer {
  /** A prediction repeats its input, which may hold files as data URLs, before it tells its end. */
  static final int MOST_BYTES = 16 << 20;

  private static final JsonPaths PATHS =
      new JsonPaths("id", "model", "status", "metrics.predict_time", "webhook");

  private final JsonFeed body = PATHS.feed(MOST_BYTES);

  Feed body() {
    return body;
  }

  @Nullable String id() {
    String id = text(0);
    return id != null && Names.isId(id) ? id : null;
  }

  @Nullable String model() {
    String model = text(1);
    return model != null && Names.isModel(model) ? model : null;
  }

  /** One of the statuses that last; null when it is another. */
  @Nullable String terminalStatus() {
    String status = text(2);
    return status != null && isTerminal(status) ? status : null;
  }

  /** In seconds. */
  @Nullable Double predictTime() {
    Object seconds = body.value(3);
    return seconds instanceof Number ? ((Number) seconds).doubleValue() : null;
  }

  /** The URL that the prediction's end is to be told to; null when it does not say. */
  @Nullable String webhook() {
    return text(4);
  }

  private @Nullable String text(int index) {
    Object value = body.value(index);
    return value instanceof String ? (String) value : null;
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
