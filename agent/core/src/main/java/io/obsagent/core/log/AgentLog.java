/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.log;

import java.io.PrintStream;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The agent's own log: one line a message to standard error. Never touches a logging library, never
 * throws. Thread-safe.
 */
public final class AgentLog {
  private static final int MOST_KEYS = 512;
  private static final ConcurrentHashMap<String, Boolean> SAID = new ConcurrentHashMap<>();

  /** As it was at the start: what application servers put in its place leads into their logs. */
  private static final PrintStream STANDARD_ERROR = System.err;

  private static final AtomicLong WARNINGS = new AtomicLong();
  private static volatile boolean debug;
  private static volatile @Nullable PrintStream out;

  private AgentLog() {}

  /** Whether {@link #debug} prints; false at first. */
  public static void debugging(boolean on) {
    debug = on;
  }

  /** Whether {@link #debug} prints. */
  public static boolean isDebugging() {
    return debug;
  }

  /** Where lines go; null for standard error. */
  public static void to(@Nullable PrintStream stream) {
    out = stream;
  }

  /** How many warnings there were. */
  public static long warnings() {
    return WARNINGS.get();
  }

  /** Says something that the operator should know. */
  public static void info(String message) {
    print("INFO", message);
  }

  /** Says that something does not work. */
  public static void warn(String message) {
    WARNINGS.incrementAndGet();
    print("WARN", message);
  }

  /** Warns once in the life of the process for a key, such as the name of what is broken. */
  public static void warnOnce(String key, String message) {
    if (SAID.size() < MOST_KEYS && SAID.putIfAbsent(key, Boolean.TRUE) == null) {
      warn(message);
    }
  }

  /** Says something for those who debug the agent; nothing unless debugging is on. */
  public static void debug(String message, @Nullable Throwable thrown) {
    if (debug) {
      print("DEBUG", thrown == null ? message : message + ": " + describe(thrown));
      if (thrown != null) {
        PrintStream stream = out;
        thrown.printStackTrace(stream == null ? STANDARD_ERROR : stream);
      }
    }
  }

  /** A throwable in one line; safe when its own methods throw. */
  public static String describe(Throwable thrown) {
    String message;
    try {
      message = thrown.getMessage();
    } catch (RuntimeException e) {
      message = null;
    }
    String type = thrown.getClass().getName();
    return message == null ? type : type + ": " + message.replace('\n', ' ').replace('\r', ' ');
  }

  private static void print(String level, String message) {
    try {
      PrintStream stream = out;
      (stream == null ? STANDARD_ERROR : stream).println("[obs-agent] " + level + " " + message);
    } catch (RuntimeException e) {
      // There is nobody left to tell.
    }
  }
}
