/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import io.obsagent.core.log.LogContext;
import io.obsagent.core.log.Logged;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.apache.log4j.Level;
import org.apache.log4j.MDC;
import org.apache.log4j.spi.LocationInfo;
import org.apache.log4j.spi.LoggingEvent;
import org.apache.log4j.spi.ThrowableInformation;
import org.jspecify.annotations.Nullable;

/** An event of Log4j 1. */
final class Log4j1Event extends Logged {
  private final LoggingEvent event;

  Log4j1Event(LoggingEvent event) {
    super(rank(event.getLevel().toInt()));
    this.event = event;
  }

  /** A level of the application's own counts as the next less severe one. */
  private static int rank(int level) {
    if (level >= Level.FATAL_INT) {
      return 5;
    }
    if (level >= Level.ERROR_INT) {
      return 4;
    }
    if (level >= Level.WARN_INT) {
      return 3;
    }
    if (level >= Level.INFO_INT) {
      return 2;
    }
    return level >= Level.DEBUG_INT ? 1 : 0;
  }

  /** The exception that was logged; null when none was. */
  static @Nullable Throwable thrown(LoggingEvent event) {
    ThrowableInformation thrown = event.getThrowableInformation();
    return thrown == null ? null : thrown.getThrowable();
  }

  @Override
  protected @Nullable String logger() {
    return event.getLoggerName();
  }

  @Override
  protected @Nullable String message() {
    return event.getRenderedMessage();
  }

  @Override
  protected @Nullable String text() {
    return event.getRenderedMessage();
  }

  @Override
  protected String level() {
    return event.getLevel().toString();
  }

  @Override
  protected long epochMillis() {
    return event.timeStamp;
  }

  @Override
  protected Map<String, ?> entries() {
    Map<String, @Nullable Object> entries = new HashMap<>();
    LogContext context = LogContext.of(event);
    if (context != null) {
      entries.putAll(context.with(null));
    }
    for (Map.Entry<?, ?> entry : own().entrySet()) {
      entries.put(String.valueOf(entry.getKey()), entry.getValue());
    }
    return entries;
  }

  private Map<?, ?> own() {
    try {
      return event.getProperties();
    } catch (NoSuchMethodError before1215) {
      Map<?, ?> ofThread = MDC.getContext();
      return ofThread == null ? Collections.emptyMap() : ofThread;
    }
  }

  @Override
  protected @Nullable StackTraceElement place() {
    LocationInfo place = event.getLocationInformation();
    try {
      return new StackTraceElement(
          place.getClassName(),
          place.getMethodName(),
          place.getFileName(),
          Integer.parseInt(place.getLineNumber()));
    } catch (NumberFormatException unknown) {
      return null;
    }
  }

  @Override
  public @Nullable String context(String key) {
    Object value = event.getMDC(key);
    return value == null ? null : value.toString();
  }

  @Override
  public @Nullable Throwable error() {
    return thrown(event);
  }
}
