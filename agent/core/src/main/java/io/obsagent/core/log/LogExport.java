/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.log;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Recorder;
import io.obsagent.core.redact.ExceptionText;
import io.obsagent.core.redact.Secrets;
import io.obsagent.core.vocabulary.LogEvent;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.context.Context;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hands the application's log events to OpenTelemetry's SDK, on the thread that logs; the SDK
 * queues them. What is logged before the SDK is ready is kept, within bounds. Messages and values
 * are masked. Thread-safe.
 */
public final class LogExport implements Recorder {
  /**
   * How the agent's own threads are called; what they make the JDK log is not the application's.
   */
  private static final String OWN_THREADS = "obs-";

  private static final int EARLY = 2048;

  private static final Severity[] SEVERITIES = {
    Severity.TRACE, Severity.DEBUG, Severity.INFO, Severity.WARN, Severity.ERROR, Severity.FATAL
  };

  /** Set while this thread hands over an event: what is logged by that is not handed over. */
  private final ThreadLocal<@Nullable Boolean> sending = new ThreadLocal<>();

  private volatile @Nullable LoggerProvider provider;
  private volatile @Nullable ArrayBlockingQueue<Record> early = new ArrayBlockingQueue<>(EARLY);

  private LogExport() {}

  /** Begins to take log events. */
  public static LogExport begin() {
    LogExport export = new LogExport();
    LogEvent.TYPE.watch(export);
    return export;
  }

  /**
   * Says where log events go from now on, and sends those that are kept.
   *
   * @param logs null for nowhere
   */
  public void ready(@Nullable LoggerProvider logs) {
    provider = logs;
    ArrayBlockingQueue<Record> kept = early;
    early = null;
    if (kept != null) {
      for (Record record = kept.poll(); record != null; record = kept.poll()) {
        send(record);
      }
    }
  }

  /** Whether anything waits for the SDK. */
  public boolean isWaiting() {
    ArrayBlockingQueue<Record> kept = early;
    return kept != null && !kept.isEmpty();
  }

  @Override
  public void ended(Operation event, long durationNanos) {
    Thread thread = Thread.currentThread();
    if (early == null && provider == null
        || thread.getName().startsWith(OWN_THREADS)
        || sending.get() != null) {
      return;
    }
    sending.set(true);
    try {
      take((Logged) event, thread);
    } finally {
      sending.remove();
    }
  }

  private void take(Logged event, Thread thread) {
    ArrayBlockingQueue<Record> kept = early;
    Record record = new Record(event, thread);
    if (kept == null) {
      send(record);
    } else if (kept.offer(record) && early == null && kept.remove(record)) {
      send(record);
    }
  }

  private void send(Record record) {
    LoggerProvider logs = provider;
    if (logs != null) {
      logs.get(record.logger)
          .logRecordBuilder()
          .setContext(record.context)
          .setTimestamp(record.epochMillis, TimeUnit.MILLISECONDS)
          .setSeverity(record.severity)
          .setSeverityText(record.level)
          .setBody(record.body)
          .setAllAttributes(record.attributes)
          .emit();
    }
  }

  /** What is sent of an event, taken on its thread. */
  private static final class Record {
    final String logger;
    final Context context = Context.current();
    final long epochMillis;
    final Severity severity;
    final String level;
    final String body;
    final Attributes attributes;

    Record(Logged event, Thread thread) {
      String name = event.logger();
      String text = event.text();
      logger = name == null || name.isEmpty() ? "ROOT" : name;
      epochMillis = event.epochMillis();
      severity = SEVERITIES[event.rank()];
      level = event.level();
      body = text == null ? "" : Secrets.mask(text);
      AttributesBuilder all = Attributes.builder();
      addAll(all, event.entries());
      addAll(all, event.pairs());
      Throwable error = event.error();
      if (error != null) {
        all.put("exception.type", ExceptionText.type(error));
        String message = ExceptionText.message(error);
        if (message != null) {
          all.put("exception.message", message);
        }
        all.put("exception.stacktrace", ExceptionText.stackTrace(error));
      }
      all.put("thread.name", thread.getName());
      all.put("thread.id", thread.getId());
      attributes = all.build();
    }

    /** The ids are the record's own. */
    private static void addAll(AttributesBuilder all, Map<String, ?> entries) {
      for (Map.Entry<String, ?> entry : entries.entrySet()) {
        String key = entry.getKey();
        Object value = entry.getValue();
        if (value == null
            || key == null
            || key.equals(LogContext.TRACE_ID)
            || key.equals(LogContext.SPAN_ID)
            || key.equals(LogContext.TRACE_FLAGS)) {
          continue;
        }
        if (Secrets.isSecretName(key)) {
          all.put(key, Secrets.REDACTED);
        } else if (value instanceof Boolean) {
          all.put(key, (Boolean) value);
        } else if (value instanceof Double || value instanceof Float) {
          all.put(key, ((Number) value).doubleValue());
        } else if (value instanceof Long || value instanceof Integer || value instanceof Short) {
          all.put(key, ((Number) value).longValue());
        } else {
          all.put(key, Secrets.mask(value.toString()));
        }
      }
    }
  }
}
