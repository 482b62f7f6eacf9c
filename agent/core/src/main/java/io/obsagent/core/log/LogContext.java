/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.log;

import io.obsagent.bootstrap.State;
import io.obsagent.core.catalogue.LogLabels;
import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.settings.Settings;
import io.obsagent.core.vocabulary.HttpServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a log event says of the operation that was current as it was logged. Values are made when
 * they are asked for, on any thread. Thread-safe.
 */
public final class LogContext {
  static final String TRACE_ID = "trace_id";
  static final String SPAN_ID = "span_id";
  static final String TRACE_FLAGS = "trace_flags";
  private static final String USER_ID = "user_id";
  private static final String REQUEST_ID = "request_id";
  private static final String CORRELATION_ID = "correlation_id";

  private static final List<String> KEYS =
      Collections.unmodifiableList(
          Arrays.asList(TRACE_ID, SPAN_ID, TRACE_FLAGS, USER_ID, REQUEST_ID, CORRELATION_ID));

  /** Those of events, whatever the library and the loader. */
  private static final State<LogContext> OF_EVENTS = new State<>();

  /** The application's own entries, and those over these. */
  private static final class Merged {
    final @Nullable Map<String, String> own;
    final Map<String, String> all;

    Merged(@Nullable Map<String, String> own, Map<String, String> all) {
      this.own = own;
      this.all = all;
    }
  }

  private final Operation operation;
  private volatile @Nullable Merged merged;

  private LogContext(Operation operation) {
    this.operation = operation;
  }

  /** That of this thread; null when nothing is current or log events are to be left alone. */
  public static @Nullable LogContext current() {
    Operation operation = Settings.MDC.get() ? Operation.current() : null;
    return operation == null ? null : new LogContext(operation);
  }

  /** All keys that an event may show. */
  public static List<String> keys() {
    List<String> more = LogFormat.keys();
    if (more.isEmpty()) {
      return KEYS;
    }
    List<String> all = new ArrayList<>(KEYS);
    all.addAll(more);
    return all;
  }

  /** Binds an event to what is current, unless it is bound already. */
  public static void bind(Object event) {
    LogContext context = current();
    if (context != null && OF_EVENTS.get(event) == null) {
      OF_EVENTS.set(event, context);
    }
  }

  /** What an event is bound to; null for nothing. */
  public static @Nullable LogContext of(Object event) {
    return OF_EVENTS.get(event);
  }

  /** The value of one of {@link #keys}; null when it is not known. */
  public @Nullable String get(String key) {
    switch (key) {
      case TRACE_ID:
        return operation.traceId();
      case SPAN_ID:
        return operation.spanId();
      case TRACE_FLAGS:
        return operation.isSampled() ? "01" : "00";
      case USER_ID:
        return ofRequest(HttpServer.USER_ID);
      case REQUEST_ID:
        return ofRequest(HttpServer.REQUEST_ID);
      case CORRELATION_ID:
        return ofRequest(HttpServer.CORRELATION_ID);
      case LogFormat.DEVICE_IP:
      case LogFormat.IP_ADDRESS:
        return ofRequest(HttpServer.CLIENT_ADDRESS);
      case LogFormat.USER_AGENT:
        return ofRequest(HttpServer.USER_AGENT);
      default:
        return null;
    }
  }

  /** The value of one of {@link #keys} or of the labels; null when there is none. */
  public @Nullable String find(String key) {
    return keys().contains(key) ? get(key) : labels().get(key);
  }

  private @Nullable String ofRequest(Field field) {
    Operation around = operation;
    while (around != null && around.type() != HttpServer.TYPE) {
      around = around.parent();
    }
    Object value = around == null ? null : around.get(field);
    return value == null ? null : value.toString();
  }

  /** What rules want to be shown beside that; empty mostly. */
  public Map<String, String> labels() {
    return LogLabels.of(operation);
  }

  /**
   * A map of these values and the application's own, which win.
   *
   * @param own never changed, neither here nor afterwards
   */
  public Map<String, String> with(@Nullable Map<String, String> own) {
    Merged made = merged;
    if (made == null || made.own != own) {
      made = new Merged(own, merge(own));
      merged = made;
    }
    return made.all;
  }

  private Map<String, String> merge(@Nullable Map<String, String> own) {
    Map<String, String> all = new HashMap<>();
    for (String key : keys()) {
      String value = get(key);
      if (value != null) {
        all.put(key, value);
      }
    }
    for (Map.Entry<String, String> label : labels().entrySet()) {
      all.putIfAbsent(label.getKey(), label.getValue());
    }
    if (own != null) {
      all.putAll(own);
    }
    return all;
  }
}
