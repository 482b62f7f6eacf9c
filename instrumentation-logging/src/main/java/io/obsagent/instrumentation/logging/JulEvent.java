/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import io.obsagent.core.log.Logged;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/** An event of java.util.logging, or of what is built upon it. */
class JulEvent extends Logged {
  private static final int FATAL = 1100;

  private final LogRecord record;

  JulEvent(LogRecord record) {
    super(rank(record.getLevel().intValue()));
    this.record = record;
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
  public @Nullable String context(String key) {
    return null;
  }

  @Override
  public @Nullable Throwable error() {
    return record.getThrown();
  }
}
