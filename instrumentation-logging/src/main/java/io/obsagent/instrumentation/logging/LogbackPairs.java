/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * The key-value pairs of an event: those of SLF4J 2, and the structured arguments and markers of
 * Logstash's encoder, as far as they have one name and one value. Read by reflection, as most
 * applications have neither.
 */
final class LogbackPairs {
  private static final String LOGSTASH = "net.logstash.logback.";

  /** Both since 1.3. */
  private static final @Nullable Method PAIRS = method("getKeyValuePairs");

  private static final @Nullable Method MARKERS = method("getMarkerList");

  private LogbackPairs() {}

  private static @Nullable Method method(String name) {
    try {
      return ILoggingEvent.class.getMethod(name);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  static Map<String, Object> of(ILoggingEvent event) {
    Map<String, Object> pairs = new LinkedHashMap<>();
    try {
      addMarkers(pairs, event);
      Object[] arguments = event.getArgumentArray();
      for (int i = 0; arguments != null && i < arguments.length; i++) {
        addLogstash(pairs, arguments[i]);
      }
      addPairs(pairs, event);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return pairs.isEmpty() ? Collections.<String, Object>emptyMap() : pairs;
    }
    return pairs;
  }

  private static void addMarkers(Map<String, Object> to, ILoggingEvent event)
      throws ReflectiveOperationException {
    Object markers = MARKERS == null ? event.getMarker() : MARKERS.invoke(event);
    if (markers instanceof List) {
      for (Object marker : (List<?>) markers) {
        addLogstash(to, marker);
      }
    } else {
      addLogstash(to, markers);
    }
  }

  private static void addPairs(Map<String, Object> to, ILoggingEvent event)
      throws ReflectiveOperationException {
    Object pairs = PAIRS == null ? null : PAIRS.invoke(event);
    if (pairs instanceof List) {
      for (Object pair : (List<?>) pairs) {
        add(
            to,
            pair.getClass().getField("key").get(pair),
            pair.getClass().getField("value").get(pair));
      }
    }
  }

  private static void addLogstash(Map<String, Object> to, @Nullable Object argument)
      throws ReflectiveOperationException {
    if (argument instanceof Marker) {
      for (Iterator<?> more = ((Marker) argument).iterator(); more.hasNext(); ) {
        addLogstash(to, more.next());
      }
    }
    if (argument == null || !argument.getClass().getName().startsWith(LOGSTASH)) {
      return;
    }
    for (Class<?> type = argument.getClass();
        type != null && type.getName().startsWith(LOGSTASH);
        type = type.getSuperclass()) {
      if (type.getSimpleName().equals("SingleFieldAppendingMarker")) {
        Method value = type.getDeclaredMethod("getFieldValue");
        value.setAccessible(true);
        add(to, type.getMethod("getFieldName").invoke(argument), value.invoke(argument));
      } else if (type.getSimpleName().equals("MapEntriesAppendingMarker")) {
        Field map = type.getDeclaredField("map");
        map.setAccessible(true);
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) map.get(argument)).entrySet()) {
          add(to, entry.getKey(), entry.getValue());
        }
      }
    }
  }

  private static void add(Map<String, Object> to, @Nullable Object key, @Nullable Object value) {
    if (key != null && value != null) {
      to.put(key.toString(), value);
    }
  }
}
