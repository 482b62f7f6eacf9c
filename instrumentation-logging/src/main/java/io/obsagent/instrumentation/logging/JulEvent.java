/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import io.obsagent.core.log.LogContext;
import io.obsagent.core.log.Logged;
import java.util.Collections;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** An event of java.util.logging, or of what is built upon it. */
class JulEvent extends Logged {
  private static final int FATAL = 1100;

  private static final class Plain {
    static final Formatter FORMATTER = new SimpleFormatter();
  }

  private final LogRecord record;
  private final @Nullable Formatter formatter;

  /**
   * An event.
   *
   * @param formatter puts arguments into the message; null for the usual one
   */
  JulEvent(LogRecord record, @Nullable Formatter formatter) {
    super(rank(record.getLevel().intValue()));
    this.record = record;
    this.formatter = formatter;
  }

  /** A level of the application's own counts as the next less severe one. */
  private static int rank(int level) {
    if (level >= FATAL) {
      return 5;
    }
    if (level >= Level.SEVERE.intValue()) {
      return 4;
    }
    if (level >= Level.WARNING.intValue()) {
      return 3;
    }
    if (level >= Level.INFO.intValue()) {
      return 2;
    }
    return level >= Level.FINE.intValue() ? 1 : 0;
  }

  @Override
  protected @Nullable String logger() {
    return record.getLoggerName();
  }

  @Override
  protected @Nullable String message() {
    return record.getMessage();
  }

  @Override
  protected @Nullable String text() {
    Formatter formats = formatter == null ? Plain.FORMATTER : formatter;
    return record.getMessage() == null ? null : formats.formatMessage(record);
  }

  @Override
  protected final String level() {
    return record.getLevel().getName();
  }

  @Override
  protected final long epochMillis() {
    return record.getMillis();
  }

  @Override
  protected Map<String, ?> entries() {
    LogContext context = LogContext.of(record);
    context = context == null ? LogContext.current() : context;
    return context == null ? Collections.<String, String>emptyMap() : context.with(null);
  }

  @Override
  public @Nullable String context(String key) {
    return null;
  }

  @Override
  public @Nullable Throwable error() {
    return record.getThrown();
  }
}
