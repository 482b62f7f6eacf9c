/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.log;

import java.util.ResourceBundle;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for {@code java.util.logging.Logger} in the libraries that the agent bundles; their
 * references to it are redirected here when the jar is built. Prints warnings, once for each
 * message, and everything when debugging.
 */
public final class LibraryLogger {
  /** Loggers that print telemetry, for those who set an exporter {@code console}. */
  private static final String CONSOLE = "io.opentelemetry.exporter.logging.";

  /**
   * Where the loggers of the OTLP exporters are: what fails there is reported by {@code
   * FailureLog}.
   */
  private static final String EXPORTERS = "io.opentelemetry.exporter.";

  private static final Handler[] NO_HANDLERS = {};

  private final String name;
  private final int lowest;

  private LibraryLogger(String name) {
    this.name = name;
    this.lowest =
        name.startsWith(CONSOLE)
            ? Level.INFO.intValue()
            : isExporter(name) ? Integer.MAX_VALUE : Level.WARNING.intValue();
  }

  private static boolean isExporter(String name) {
    return name.startsWith(EXPORTERS)
        && (name.endsWith(".HttpExporter") || name.endsWith(".GrpcExporter"));
  }

  public static LibraryLogger getLogger(String name) {
    return new LibraryLogger(name);
  }

  public static LibraryLogger getLogger(String name, @Nullable String bundle) {
    return new LibraryLogger(name);
  }

  public static LibraryLogger getAnonymousLogger() {
    return new LibraryLogger("");
  }

  public String getName() {
    return name;
  }

  public boolean isLoggable(Level level) {
    return level.intValue() >= lowest || AgentLog.isDebugging();
  }

  public void log(Level level, @Nullable String message) {
    log(level, message, (Throwable) null);
  }

  public void log(Level level, Supplier<String> message) {
    if (isLoggable(level)) {
      log(level, message.get());
    }
  }

  public void log(Level level, Throwable thrown, Supplier<String> message) {
    if (isLoggable(level)) {
      log(level, message.get(), thrown);
    }
  }

  public void log(Level level, @Nullable String message, @Nullable Object parameter) {
    log(level, message, new @Nullable Object[] {parameter});
  }

  public void log(Level level, @Nullable String message, @Nullable Object @Nullable [] parameters) {
    if (isLoggable(level)) {
      log(level, filled(String.valueOf(message), parameters));
    }
  }

  public void log(Level level, @Nullable String message, @Nullable Throwable thrown) {
    if (!isLoggable(level)) {
      return;
    }
    if (name.startsWith(CONSOLE)) {
      AgentLog.info(String.valueOf(message));
    } else if (level.intValue() >= lowest) {
      AgentLog.warnOnce(
          name + message,
          name.substring(name.lastIndexOf('.') + 1)
              + ": "
              + message
              + (thrown == null ? "" : ": " + AgentLog.describe(thrown)));
    }
    AgentLog.debug(name + ": " + message, thrown);
  }

  public void log(LogRecord record) {
    log(record.getLevel(), record.getMessage(), record.getThrown());
  }

  public void logp(
      Level level, @Nullable String type, @Nullable String method, @Nullable String message) {
    log(level, message);
  }

  public void logp(
      Level level,
      @Nullable String type,
      @Nullable String method,
      @Nullable String message,
      @Nullable Throwable thrown) {
    log(level, message, thrown);
  }

  public void severe(String message) {
    log(Level.SEVERE, message);
  }

  public void warning(String message) {
    log(Level.WARNING, message);
  }

  public void info(String message) {
    log(Level.INFO, message);
  }

  public void config(String message) {
    log(Level.CONFIG, message);
  }

  public void fine(String message) {
    log(Level.FINE, message);
  }

  public void finer(String message) {
    log(Level.FINER, message);
  }

  public void finest(String message) {
    log(Level.FINEST, message);
  }

  public @Nullable Level getLevel() {
    return AgentLog.isDebugging() ? Level.ALL : Level.WARNING;
  }

  public void setLevel(@Nullable Level level) {}

  public Handler[] getHandlers() {
    return NO_HANDLERS.clone();
  }

  public void addHandler(Handler handler) {}

  public void removeHandler(Handler handler) {}

  public void setUseParentHandlers(boolean use) {}

  public @Nullable ResourceBundle getResourceBundle() {
    return null;
  }

  /** Fills {@code {0}} and the like. */
  private static String filled(String message, @Nullable Object @Nullable [] parameters) {
    String text = message;
    if (parameters != null) {
      for (int i = 0; i < parameters.length; i++) {
        text = text.replace("{" + i + "}", String.valueOf(parameters[i]));
      }
    }
    return text;
  }
}
