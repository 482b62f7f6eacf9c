/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.log;

import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.Outcome;
import io.obsagent.core.operation.Unspanned;
import io.obsagent.core.vocabulary.LogEvent;
import org.jspecify.annotations.Nullable;

/**
 * A log event of a library, from which rules read what they need and no more. To be {@linkplain
 * #tell told} on the thread that logs, and only while {@linkplain #isWanted somebody wants it}.
 */
public abstract class Logged extends Unspanned {
  /** Severities by their ranks, the least first. */
  private static final String[] LEVELS = {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"};

  private final int rank;

  /**
   * An event.
   *
   * @param rank its severity: 0 for TRACE, 1 for DEBUG, 2 for INFO, 3 for WARN, 4 for ERROR, 5 for
   *     FATAL
   */
  protected Logged(int rank) {
    super(LogEvent.TYPE);
    this.rank = rank;
  }

  /** Whether a rule is about log events. */
  public static boolean isWanted() {
    return LogEvent.TYPE.isRecorded();
  }

  /** The rank of a level's name in upper case; -1 when it is none. */
  public static int rank(String level) {
    for (int i = 0; i < LEVELS.length; i++) {
      if (LEVELS[i].equals(level)) {
        return i;
      }
    }
    return -1;
  }

  /** The names of levels, the least severe first. */
  public static String[] levels() {
    return LEVELS.clone();
  }

  /** The severity of this one. */
  public final int rank() {
    return rank;
  }

  /** The logger's name. */
  protected abstract @Nullable String logger();

  /** The message without its arguments where the library keeps them apart. */
  protected abstract @Nullable String message();

  /** An entry of the application's own diagnostic context; null when there is none. */
  public abstract @Nullable String context(String key);

  /** Tells whoever records log events. */
  public final void tell() {
    type().record(this, 0);
  }

  @Override
  public final @Nullable Object get(Field field) {
    if (field == LogEvent.LEVEL) {
      return LEVELS[rank];
    }
    if (field == LogEvent.LOGGER) {
      return logger();
    }
    if (field == LogEvent.MESSAGE) {
      return message();
    }
    if (field == LogEvent.THREAD) {
      return Thread.currentThread().getName();
    }
    Throwable error = field == LogEvent.EXCEPTION ? error() : null;
    return error == null ? null : error.getClass().getName();
  }

  @Override
  public final boolean isRunning() {
    return false;
  }

  @Override
  public final Outcome outcome() {
    return rank >= 4 ? Outcome.ERROR : Outcome.OK;
  }

  @Override
  public final long durationNanos() {
    return 0;
  }
}
