/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import io.obsagent.core.log.Logged;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event of Logback. */
final class LogbackEvent extends Logged {
  private final ILoggingEvent event;

  LogbackEvent(ILoggingEvent event) {
    super(rank(event.getLevel().levelInt));
    this.event = event;
  }

  private static int rank(int level) {
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
  static @Nullable Throwable thrown(ILoggingEvent event) {
    IThrowableProxy proxy = event.getThrowableProxy();
    return proxy instanceof ThrowableProxy ? ((ThrowableProxy) proxy).getThrowable() : null;
  }

  @Override
  protected @Nullable String logger() {
    return event.getLoggerName();
  }

  @Override
  protected @Nullable String message() {
    return event.getMessage();
  }

  @Override
  protected @Nullable String text() {
    return event.getFormattedMessage();
  }

  @Override
  protected String level() {
    return event.getLevel().levelStr;
  }

  @Override
  protected long epochMillis() {
    return event.getTimeStamp();
  }

  @Override
  protected Map<String, ?> entries() {
    Map<String, String> context = event.getMDCPropertyMap();
    return context == null ? Collections.<String, String>emptyMap() : context;
  }

  @Override
  protected Map<String, ?> pairs() {
    return LogbackPairs.of(event);
  }

  @Override
  protected @Nullable StackTraceElement place() {
    StackTraceElement[] callers = event.getCallerData();
    return callers == null || callers.length == 0 ? null : callers[0];
  }

  @Override
  protected @Nullable String stackTrace() {
    IThrowableProxy thrown = event.getThrowableProxy();
    return thrown == null ? null : ThrowableProxyUtil.asString(thrown);
  }

  @Override
  public @Nullable String context(String key) {
    Map<String, String> context = event.getMDCPropertyMap();
    return context == null ? null : context.get(key);
  }

  @Override
  public @Nullable Throwable error() {
    return thrown(event);
  }
}
