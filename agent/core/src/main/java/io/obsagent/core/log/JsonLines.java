/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.log;

import io.obsagent.core.json.JsonWriter;
import io.obsagent.core.redact.Secrets;
import io.obsagent.core.telemetry.ServiceName;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Log events as JSON, one object a line, with the fields of the system whose catalogue is in force
 * (those of realstaging when none is). What is in the diagnostic context and in the event's own
 * key-value pairs is shown too; secrets are masked. Not loaded unless {@code obs.logs.format} asks
 * for it. Thread-safe; never throws.
 */
public final class JsonLines {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final int DEEPEST = 4;

  private static volatile @Nullable String service;

  private JsonLines() {}

  /** The line of an event, with the line feed that ends it. */
  public static String line(Logged event) {
    Map<String, @Nullable Object> json;
    try {
      json = fields(event);
    } catch (RuntimeException | LinkageError e) {
      AgentLog.warnOnce(
          "json ".concat(event.getClass().getName()),
          "log events are shown without their fields: " + AgentLog.describe(e));
      json = new LinkedHashMap<>();
      json.put("level", Logged.levels()[event.rank()]);
      json.put("message", event.message());
    }
    return JsonWriter.write(json).concat("\n");
  }

  private static Map<String, @Nullable Object> fields(Logged event) {
    Map<String, @Nullable Object> own = own(event);
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("timestamp", TIME.format(Instant.ofEpochMilli(event.epochMillis())));
    switch (LogFormat.system()) {
      case "imutis":
        ofImutis(json, event, own);
        break;
      case "autoserve":
        ofAutoserve(json, event, own);
        break;
      case "apex":
        ofRealstaging(json, event, "event", own);
        break;
      default:
        ofRealstaging(json, event, "message", own);
    }
    return json;
  }

  private static void ofRealstaging(
      Map<String, @Nullable Object> json,
      Logged event,
      String message,
      Map<String, @Nullable Object> own) {
    String level = Logged.levels()[Math.max(event.rank(), 1)];
    json.put("level", level.toLowerCase(Locale.ROOT));
    json.put("service", service());
    take(json, "trace_id", own);
    take(json, "span_id", own);
    take(json, "user_id", own);
    json.put(message, text(event));
    String trace = stackTrace(event);
    if (trace != null) {
      json.put("exception", trace);
    }
    for (Map.Entry<String, @Nullable Object> entry : own.entrySet()) {
      json.putIfAbsent(entry.getKey(), entry.getValue());
    }
  }

  private static void ofImutis(
      Map<String, @Nullable Object> json, Logged event, Map<String, @Nullable Object> own) {
    StackTraceElement place = event.place();
    json.put("level", pythonLevel(event.rank()));
    json.put("logger", event.logger());
    json.put("message", text(event));
    json.put("pathname", place == null ? null : place.getFileName());
    json.put("lineno", place == null || place.getLineNumber() < 0 ? null : place.getLineNumber());
    json.put("request_id", own.remove("request_id"));
    json.put("user_id", own.remove("user_id"));
    json.put("device_ip", own.remove(LogFormat.DEVICE_IP));
    json.put("exception", stackTrace(event));
    json.put("extra", own);
  }

  private static String pythonLevel(int rank) {
    switch (rank) {
      case 5:
        return "CRITICAL";
      case 3:
        return "WARNING";
      default:
        return Logged.levels()[Math.max(rank, 1)];
    }
  }

  private static void ofAutoserve(
      Map<String, @Nullable Object> json, Logged event, Map<String, @Nullable Object> own) {
    String logger = event.logger();
    json.put("level", Logged.levels()[Math.max(event.rank(), 1)]);
    json.put("service", service());
    json.put("module", logger == null ? null : logger.substring(logger.lastIndexOf('.') + 1));
    json.put("message", text(event));
    take(json, "correlation_id", own);
    take(json, "user_id", own);
    take(json, "request_id", own);
    take(json, "duration_ms", own);
    String trace = stackTrace(event);
    if (trace != null) {
      own.put("exception", trace);
    }
    json.put("metadata", own);
  }

  private static void take(
      Map<String, @Nullable Object> json, String name, Map<String, @Nullable Object> own) {
    Object value = own.remove(name);
    if (value != null) {
      json.put(name, value);
    }
  }

  /** The event's own entries and pairs, which win over the former; masked. */
  private static Map<String, @Nullable Object> own(Logged event) {
    Map<String, @Nullable Object> own = new LinkedHashMap<>();
    addMasked(own, event.entries(), 0);
    addMasked(own, event.pairs(), 0);
    own.remove("trace_flags");
    return own;
  }

  private static void addMasked(Map<String, @Nullable Object> to, Map<?, ?> from, int depth) {
    for (Map.Entry<?, ?> entry : from.entrySet()) {
      String name = String.valueOf(entry.getKey());
      to.put(name, masked(name, entry.getValue(), depth));
    }
  }

  private static @Nullable Object masked(String name, @Nullable Object value, int depth) {
    if (value == null) {
      return null;
    }
    if (Secrets.isSecretName(name)) {
      return Secrets.REDACTED;
    }
    if (value instanceof Number || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Map && depth < DEEPEST) {
      Map<String, @Nullable Object> copy = new LinkedHashMap<>();
      addMasked(copy, (Map<?, ?>) value, depth + 1);
      return copy;
    }
    if (value instanceof Iterable && depth < DEEPEST) {
      List<@Nullable Object> copy = new ArrayList<>();
      for (Object item : (Iterable<?>) value) {
        copy.add(masked("", item, depth + 1));
      }
      return copy;
    }
    return Secrets.mask(value.toString());
  }

  private static @Nullable String text(Logged event) {
    String text = event.text();
    return text == null ? null : Secrets.mask(text);
  }

  private static @Nullable String stackTrace(Logged event) {
    String trace = event.stackTrace();
    return trace == null ? null : Secrets.mask(trace);
  }

  private static String service() {
    String name = service;
    if (name == null) {
      name = ServiceName.get();
      service = name;
    }
    return name;
  }
}
