/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import io.obsagent.core.log.Logged;
import org.apache.log4j.Level;
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
  public @Nullable String context(String key) {
    Object value = event.getMDC(key);
    return value == null ? null : value.toString();
  }

  @Override
  public @Nullable Throwable error() {
    return thrown(event);
  }
}
