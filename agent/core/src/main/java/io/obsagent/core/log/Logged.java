/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.log;

import io.obsagent.bootstrap.State;
import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.Outcome;
import io.obsagent.core.operation.Unspanned;
import io.obsagent.core.vocabulary.LogEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A log event of a library, from which rules read what they need and no more. To be {@linkplain
 * #tell told} on the thread that logs, and only while {@linkplain #isWanted somebody wants it}.
 */
public abstract class Logged extends Unspanned {
  /** Severities by their ranks, the least first. */
  private static final String[] LEVELS = {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"};

  /** Set while a library's handlers have an event. */
  private static final ThreadLocal<@Nullable Boolean> HANDING_ON = new ThreadLocal<>();

  /** The events of records that must be read by the library that made them. */
  private static final State<Logged> OF_RECORDS = new State<>();

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

  /** The message as it is printed, with its arguments. */
  protected @Nullable String text() {
    return message();
  }

  /** When it was logged, in milliseconds since the epoch. */
  protected long epochMillis() {
    return System.currentTimeMillis();
  }

  /** What its level is called. */
  protected String level() {
    return LEVELS[rank];
  }

  /** Its diagnostic context, with what is added to that. */
  protected Map<String, ?> entries() {
    return Collections.emptyMap();
  }

  /** Key-value pairs of its own. */
  protected Map<String, ?> pairs() {
    return Collections.emptyMap();
  }

  /** Where it was logged; null when that is not known. */
  protected @Nullable StackTraceElement place() {
    return null;
  }

  /** The exception that was logged, as it is printed; null when none was. */
  protected @Nullable String stackTrace() {
    Throwable error = error();
    if (error == null) {
      return null;
    }
    StringWriter trace = new StringWriter();
    error.printStackTrace(new PrintWriter(trace, true));
    return trace.toString();
  }

  /** Has a record read through an event from now on. */
  public static void attach(Object record, Logged event) {
    OF_RECORDS.set(record, event);
  }

  /** The event that a record is to be read through; null when none was attached. */
  public static @Nullable Logged of(Object record) {
    return OF_RECORDS.get(record);
  }

  /** An entry of the application's own diagnostic context; null when there is none. */
  public abstract @Nullable String context(String key);

  /** Tells whoever records log events, unless it is one that was told of already. */
  public final void tell() {
    if (HANDING_ON.get() == null) {
      type().record(this, 0);
    }
  }

  /**
   * Tells as {@link #tell} does. What another library makes of the event on this thread, as a
   * handler hands it on, is not told until {@link #handedOn}.
   *
   * @return what that is to be given
   */
  public final @Nullable Object tellAndHandOn() {
    if (HANDING_ON.get() != null) {
      return null;
    }
    type().record(this, 0);
    HANDING_ON.set(true);
    return true;
  }

  /** Says that the handlers are done with an event. */
  public static void handedOn(@Nullable Object begun) {
    if (begun != null) {
      HANDING_ON.remove();
    }
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
