/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import io.obsagent.core.log.LogContext;
import io.obsagent.core.log.Logged;
import java.util.Collections;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.message.MapMessage;
import org.apache.logging.log4j.message.Message;
import org.jspecify.annotations.Nullable;

/** An event of Log4j. */
final class Log4jEvent extends Logged {
  private final Logger logger;
  private final Level level;
  private final @Nullable Message message;
  private final @Nullable Throwable thrown;

  Log4jEvent(Logger logger, Level level, @Nullable Message message, @Nullable Throwable thrown) {
    super(rank(level));
    this.logger = logger;
    this.level = level;
    this.message = message;
    this.thrown = thrown;
  }

  /** A level of the application's own counts as the next less severe one. */
  static int rank(Level level) {
    int value = level.intLevel();
    if (value <= Level.FATAL.intLevel()) {
      return 5;
    }
    if (value <= Level.ERROR.intLevel()) {
      return 4;
    }
    if (value <= Level.WARN.intLevel()) {
      return 3;
    }
    if (value <= Level.INFO.intLevel()) {
      return 2;
    }
    return value <= Level.DEBUG.intLevel() ? 1 : 0;
  }

  @Override
  protected @Nullable String logger() {
    return logger.getName();
  }

  @Override
  protected @Nullable String message() {
    return message == null ? null : message.getFormat();
  }

  @Override
  protected @Nullable String text() {
    return message == null ? null : message.getFormattedMessage();
  }

  @Override
  protected String level() {
    return level.name();
  }

  @Override
  protected long epochMillis() {
    return System.currentTimeMillis();
  }

  @Override
  protected Map<String, ?> entries() {
    Map<String, String> own = ThreadContext.getImmutableContext();
    LogContext context = LogContext.current();
    return context == null ? own : context.with(own);
  }

  @Override
  protected Map<String, ?> pairs() {
    return pairs(message);
  }

  /** The pairs of a message that is made of such. */
  static Map<String, ?> pairs(@Nullable Message message) {
    return message instanceof MapMessage
        ? ((MapMessage) message).getData()
        : Collections.<String, Object>emptyMap();
  }

  @Override
  public @Nullable String context(String key) {
    return ThreadContext.get(key);
  }

  @Override
  public @Nullable Throwable error() {
    return thrown;
  }
}
