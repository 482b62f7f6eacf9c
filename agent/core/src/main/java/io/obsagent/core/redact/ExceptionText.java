/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Type, message and stack trace of an exception as they may be recorded. Messages of database,
 * Redis, parser and token exceptions hold data and are dropped, as are messages of exceptions that
 * such a one caused; other messages pass {@link Secrets}. Bounded, and safe against exceptions
 * whose own methods throw or loop.
 */
public final class ExceptionText {
  private static final int MAX_LENGTH = 16_384;
  private static final int MAX_MESSAGE = 1_024;
  private static final int MAX_FRAMES = 64;
  private static final int MAX_CAUSES = 16;
  private static final int MAX_SUPPRESSED = 4;

  /** Types, or prefixes of them, whose messages quote rows, statements, documents or claims. */
  private static final String[] TYPES_WITHOUT_MESSAGE = {
    "java.sql.SQL",
    "java.sql.Batch",
    "redis.clients.jedis.",
    "io.lettuce.core.",
    "org.redisson.client.",
    "org.springframework.dao.",
    "org.springframework.jdbc.",
    "org.springframework.data.",
    "org.hibernate.",
    "jakarta.persistence.",
    "javax.persistence.",
    "org.postgresql.",
    "com.mysql.",
    "org.mariadb.",
    "io.r2dbc.",
    "com.mongodb.",
    "org.apache.ibatis.",
    "org.jooq.exception.",
    "com.fasterxml.jackson.",
    "tools.jackson.",
    "com.google.gson.",
    "org.json.JSON",
    "io.jsonwebtoken.",
    "com.auth0.jwt.",
    "com.nimbusds.",
    "org.springframework.security.oauth2.",
  };

  private final StringBuilder out = new StringBuilder(1_024);
  private final List<Throwable> seen = new ArrayList<>();

  private ExceptionText() {}

  /** The name of the exception's class. */
  public static String type(Throwable error) {
    return error.getClass().getName();
  }

  /**
   * The message, masked and at most 1,024 characters long; null if there is none or it is dropped.
   */
  public static @Nullable String message(Throwable error) {
    if (isWithoutMessage(error)) {
      return null;
    }
    String message = rawMessage(error);
    if (message == null) {
      return null;
    }
    String masked = Secrets.mask(message);
    return masked.length() <= MAX_MESSAGE ? masked : masked.substring(0, MAX_MESSAGE);
  }

  /**
   * The stack trace in the usual form, with causes and suppressed exceptions, at most 16,384
   * characters. Never throws.
   */
  public static String stackTrace(Throwable error) {
    ExceptionText text = new ExceptionText();
    text.append("", error, 0);
    if (text.isFull()) {
      text.out.setLength(MAX_LENGTH);
    }
    return text.out.toString();
  }

  private void append(String caption, Throwable error, int level) {
    Throwable next = error;
    String prefix = caption;
    while (next != null && !isFull() && seen.size() < MAX_CAUSES && !isSeen(next)) {
      seen.add(next);
      out.append(prefix).append(type(next));
      String message = message(next);
      if (message != null) {
        out.append(": ").append(message);
      }
      out.append('\n');
      frames(next);
      if (level == 0) {
        suppressed(next);
      }
      next = cause(next);
      prefix = "Caused by: ";
    }
  }

  private void frames(Throwable error) {
    StackTraceElement[] frames = rawFrames(error);
    int count = Math.min(frames.length, MAX_FRAMES);
    for (int i = 0; i < count && !isFull(); i++) {
      if (frames[i] != null) {
        out.append("\tat ").append(frames[i]).append('\n');
      }
    }
    if (frames.length > count) {
      out.append("\t... ").append(frames.length - count).append(" more\n");
    }
  }

  private void suppressed(Throwable error) {
    Throwable[] suppressed = error.getSuppressed();
    int count = Math.min(suppressed.length, MAX_SUPPRESSED);
    for (int i = 0; i < count; i++) {
      append("Suppressed: ", suppressed[i], 1);
    }
  }

  private boolean isFull() {
    return out.length() > MAX_LENGTH;
  }

  private boolean isSeen(Throwable error) {
    for (int i = 0; i < seen.size(); i++) {
      if (seen.get(i) == error) {
        return true;
      }
    }
    return false;
  }

  /**
   * Exceptions often quote their cause, so what a cause must not tell, they must not tell either.
   */
  private static boolean isWithoutMessage(Throwable error) {
    Throwable next = error;
    for (int i = 0; next != null && i < MAX_CAUSES; i++) {
      for (Class<?> type = next.getClass(); type != null; type = type.getSuperclass()) {
        for (String prefix : TYPES_WITHOUT_MESSAGE) {
          if (type.getName().startsWith(prefix)) {
            return true;
          }
        }
      }
      next = cause(next);
    }
    return next != null;
  }

  private static @Nullable String rawMessage(Throwable error) {
    try {
      return error.getMessage();
    } catch (Throwable hostile) {
      return null;
    }
  }

  private static @Nullable Throwable cause(Throwable error) {
    try {
      return error.getCause();
    } catch (Throwable hostile) {
      return null;
    }
  }

  private static StackTraceElement[] rawFrames(Throwable error) {
    try {
      StackTraceElement[] frames = error.getStackTrace();
      return frames == null ? new StackTraceElement[0] : frames;
    } catch (Throwable hostile) {
      return new StackTraceElement[0];
    }
  }
}
