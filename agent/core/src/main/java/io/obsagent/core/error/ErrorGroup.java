/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.error;

import io.obsagent.core.vocabulary.Observed;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The errors of one fingerprint. Its fields are for one thread at a time; as observed thread-safe.
 */
final class ErrorGroup implements Observed {
  final ErrorPlace place;
  final long firstMillis;
  long lastMillis;
  long count;
  String operation;
  String traceId;
  boolean reported;

  ErrorGroup(ErrorPlace place, Seen first) {
    this.place = place;
    this.firstMillis = first.epochMillis;
    this.operation = first.operation;
    this.traceId = first.traceId;
  }

  synchronized void add(Seen seen) {
    count++;
    lastMillis = Math.max(lastMillis, seen.epochMillis);
    operation = seen.operation;
    traceId = seen.traceId;
  }

  @Override
  public synchronized @Nullable Object read(String field) {
    switch (field) {
      case "type":
        return place.type;
      case "fingerprint":
        return place.fingerprint;
      case "at":
        return place.method;
      case "count":
        return count;
      default:
        return null;
    }
  }

  /** What is shown of it, by name. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("count", count);
    fields.put("type", place.type);
    fields.put("at", place.frame);
    fields.put("fingerprint", place.fingerprint);
    fields.put("operation", operation);
    fields.put("first_seen", Instant.ofEpochMilli(firstMillis).toString());
    fields.put("last_seen", Instant.ofEpochMilli(lastMillis).toString());
    fields.put("trace_id", traceId);
    return fields;
  }
}
