/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.queue;

import io.obsagent.core.json.JsonDocument;
import io.obsagent.core.json.JsonFields;
import io.obsagent.core.redact.Secrets;
import io.obsagent.core.vocabulary.Job;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a take yielded: the first element, and how many there were. Immutable. */
public final class Taken {
  private static final int MOST_ID = 64;
  private static final String[] TIMES = {
    "timestamp",
    "enqueued_at",
    "enqueuedAt",
    "queued_at",
    "queuedAt",
    "created_at",
    "createdAt",
    "time",
    "ts"
  };
  private static final String[] IDS = {"id", "job_id", "jobId", "task_id", "image_id"};
  private static final String[] TASKS = {"task", "task_type", "job_type", "type"};

  final QueueState queue;
  final int count;
  private final String key;
  private final byte @Nullable [] element;
  private final byte @Nullable [] entryId;
  private final @Nullable List<?> fields;

  /** Whether others may get the same. */
  final boolean isMessage;

  private Taken(
      QueueState queue,
      String key,
      int count,
      byte @Nullable [] element,
      byte @Nullable [] entryId,
      @Nullable List<?> fields) {
    this(queue, key, count, element, entryId, fields, false);
  }

  private Taken(
      QueueState queue,
      String key,
      int count,
      byte @Nullable [] element,
      byte @Nullable [] entryId,
      @Nullable List<?> fields,
      boolean isMessage) {
    this.queue = queue;
    this.key = key;
    this.count = count;
    this.element = element;
    this.entryId = entryId;
    this.fields = fields;
    this.isMessage = isMessage;
  }

  /** A message of a channel, which all who listen get. */
  static Taken message(QueueState queue, String channel, @Nullable Object message) {
    return new Taken(queue, channel, 1, bytes(message), null, null, true);
  }

  static @Nullable Taken element(QueueState queue, String key, @Nullable Object element) {
    return element == null ? null : new Taken(queue, key, 1, bytes(element), null, null);
  }

  /** The first of the members in a command, which come behind the key. */
  static Taken members(QueueState queue, String key, byte[][] arguments) {
    return new Taken(queue, key, arguments.length - 1, arguments[1], null, null);
  }

  /** The first of some elements of which each takes so many places in the list. */
  static @Nullable Taken elements(QueueState queue, String key, List<?> elements, int places) {
    if (elements.isEmpty()) {
      return null;
    }
    Object first = elements.get(0);
    boolean nested = first instanceof List && !((List<?>) first).isEmpty();
    return new Taken(
        queue,
        key,
        nested ? elements.size() : elements.size() / places,
        bytes(nested ? ((List<?>) first).get(0) : first),
        null,
        null);
  }

  /** The first of some entries of a stream, each an id and its fields and values in turn. */
  static @Nullable Taken entries(QueueState queue, String key, @Nullable Object entries) {
    if (!(entries instanceof List) || ((List<?>) entries).isEmpty()) {
      return null;
    }
    Object first = ((List<?>) entries).get(0);
    boolean whole = first instanceof List && ((List<?>) first).size() == 2;
    Object fields = whole ? ((List<?>) first).get(1) : null;
    return new Taken(
        queue,
        key,
        ((List<?>) entries).size(),
        null,
        whole ? bytes(((List<?>) first).get(0)) : null,
        fields instanceof List ? (List<?>) fields : null);
  }

  /**
   * The identity of the first element; null when it is too short to be the only one of its kind, or
   * may have any number of jobs.
   */
  @Nullable ElementId id() {
    byte[] bytes = entryId != null ? entryId : element;
    return bytes == null || isMessage || entryId == null && bytes.length < QueueCommand.LEAST_BYTES
        ? null
        : ElementId.of(key, bytes);
  }

  /** The trace context that its sender put in; null when there is none. */
  @Nullable String traceparent() {
    return fields != null
        ? field(QueueCommand.TRACEPARENT)
        : element == null ? null : JsonElement.member(element, QueueCommand.TRACEPARENT);
  }

  /** The id that the element gives itself; null when it gives none that may be told. */
  @Nullable String jobId() {
    if (entryId != null) {
      return new String(entryId, StandardCharsets.UTF_8);
    }
    return element == null ? null : idOf(element);
  }

  /** The id that an element gives itself; null when it gives none that may be told. */
  static @Nullable String idOf(byte[] element) {
    return plain(JsonElement.member(element, IDS));
  }

  /** The first element, for rules to read; null when it is no JSON object or none reads it. */
  @Nullable JsonDocument document() {
    JsonFields parts = Job.ELEMENT.parts();
    return parts != null && parts.isAsked() && element != null && JsonElement.isObject(element)
        ? new JsonDocument(parts, element)
        : null;
  }

  /** What the element says it is, a word; null when it does not. */
  @Nullable String task() {
    String task = element == null ? null : plain(JsonElement.member(element, TASKS));
    return task == null || !Character.isLetter(task.charAt(0)) ? null : task;
  }

  private static @Nullable String plain(@Nullable String text) {
    return text == null || !isPlain(text) || Secrets.looksSecret(text) ? null : text;
  }

  /**
   * When the first element says it was added, in milliseconds since the epoch; 0 when it does not.
   */
  long addedMillis() {
    if (entryId != null) {
      return Timestamp.millis(before(new String(entryId, StandardCharsets.US_ASCII), '-'));
    }
    String time = element == null ? null : JsonElement.member(element, TIMES);
    return time == null ? 0 : Timestamp.millis(time);
  }

  private static String before(String text, char end) {
    int at = text.indexOf(end);
    return at < 0 ? text : text.substring(0, at);
  }

  private @Nullable String field(String name) {
    List<?> all = fields;
    for (int i = 0; all != null && i + 1 < all.size(); i += 2) {
      if (name.equals(QueueCommand.string(all.get(i)))) {
        return QueueCommand.string(all.get(i + 1));
      }
    }
    return null;
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || c == '-'
              || c == '_'
              || c == '.'
              || c == ':';
      if (!plain || i == MOST_ID) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** Bytes as they are, text in UTF-8; null for anything else. */
  static byte @Nullable [] bytes(@Nullable Object value) {
    return value instanceof byte[]
        ? (byte[]) value
        : value instanceof String ? ((String) value).getBytes(StandardCharsets.UTF_8) : null;
  }

  /** A pair in a reply, which is a list of two or a map's entry; the half is 0 or 1. */
  static @Nullable Object half(@Nullable Object pair, int half) {
    if (pair instanceof Map.Entry) {
      Map.Entry<?, ?> entry = (Map.Entry<?, ?>) pair;
      return half == 0 ? entry.getKey() : entry.getValue();
    }
    return pair instanceof List && ((List<?>) pair).size() > half
        ? ((List<?>) pair).get(half)
        : null;
  }
}
