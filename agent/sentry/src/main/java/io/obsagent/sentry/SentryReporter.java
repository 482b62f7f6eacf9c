/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.sentry;

import io.obsagent.core.error.ErrorReport;
import io.obsagent.core.error.ErrorReporter;
import io.obsagent.core.redact.ExceptionText;
import io.sentry.Hint;
import io.sentry.SentryClient;
import io.sentry.SentryEvent;
import io.sentry.SentryLevel;
import io.sentry.SentryOptions;
import io.sentry.SpanContext;
import io.sentry.SpanId;
import io.sentry.protocol.SentryException;
import io.sentry.protocol.SentryId;
import io.sentry.protocol.SentryStackFrame;
import io.sentry.protocol.SentryStackTrace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reports errors to Sentry by Sentry's own client, which sees nothing else of the process: no
 * handler of uncaught exceptions, no hook, no thread, no HTTP client of the JDK. Messages are
 * masked as those on spans. Thread-safe.
 */
public final class SentryReporter implements ErrorReporter {
  private static final int MOST_CAUSES = 8;
  private static final int MOST_FRAMES = 128;

  private final String service;
  private final SentryClient client;

  /**
   * Makes the client; nothing is sent yet.
   *
   * @param dsn the project's
   * @param service the name of what runs
   * @param environment where it runs; null when that is not known
   * @param release what of it runs; null when that is not known
   * @param sampleRate the part of the errors that is sent, 0 to 1
   * @throws IllegalArgumentException when the DSN is none
   */
  public SentryReporter(
      String dsn,
      String service,
      @Nullable String environment,
      @Nullable String release,
      double sampleRate) {
    this.service = service;
    SentryOptions options = new SentryOptions();
    options.setDsn(dsn);
    options.setEnvironment(environment);
    options.setRelease(release);
    options.setSampleRate(sampleRate);
    options.setEnableExternalConfiguration(false);
    options.setEnableUncaughtExceptionHandler(false);
    options.setEnableShutdownHook(false);
    options.setEnableDeduplication(false);
    options.setAttachServerName(false);
    options.setAttachThreads(false);
    options.setAttachStacktrace(false);
    options.setSendClientReports(false);
    options.setSendDefaultPii(false);
    options.setSendModules(false);
    options.setTransportFactory(SentryTransport::new);
    client = new SentryClient(options);
  }

  @Override
  public void report(ErrorReport report) {
    SentryEvent event = new SentryEvent(new Date(report.epochMillis()));
    event.setLevel(SentryLevel.ERROR);
    event.setPlatform("java");
    event.setFingerprints(Collections.singletonList(report.fingerprint()));
    event.setExceptions(exceptions(report));
    event.setTag("service", service);
    event.setTag("operation", report.operation());
    if (!report.traceId().isEmpty()) {
      event
          .getContexts()
          .setTrace(
              new SpanContext(
                  new SentryId(report.traceId()),
                  new SpanId(report.spanId()),
                  report.operation(),
                  null,
                  null));
    }
    client.captureEvent(event, null, new Hint());
  }

  /** The innermost cause first, as Sentry wants it. */
  private static List<SentryException> exceptions(ErrorReport report) {
    List<SentryException> exceptions = new ArrayList<>();
    Throwable error = report.error();
    for (int i = 0; error != null && i < MOST_CAUSES; i++) {
      Class<?> type = error.getClass();
      String name = type.getName();
      int dot = name.lastIndexOf('.');
      SentryException exception = new SentryException();
      exception.setType(name.substring(dot + 1));
      exception.setModule(dot < 0 ? null : name.substring(0, dot));
      exception.setValue(ExceptionText.message(error));
      exception.setStacktrace(new SentryStackTrace(frames(report, error.getStackTrace())));
      exceptions.add(0, exception);
      error = error.getCause();
    }
    return exceptions;
  }

  /** The outermost call first, as Sentry wants it. */
  private static List<SentryStackFrame> frames(ErrorReport report, StackTraceElement[] trace) {
    List<SentryStackFrame> frames = new ArrayList<>();
    for (int i = Math.min(trace.length, MOST_FRAMES) - 1; i >= 0; i--) {
      SentryStackFrame frame = new SentryStackFrame();
      frame.setModule(trace[i].getClassName());
      frame.setFunction(trace[i].getMethodName());
      frame.setFilename(trace[i].getFileName());
      frame.setInApp(report.isOfApplication(trace[i].getClassName()));
      if (trace[i].getLineNumber() >= 0) {
        frame.setLineno(trace[i].getLineNumber());
      }
      frames.add(frame);
    }
    return frames;
  }
}
