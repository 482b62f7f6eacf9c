/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.api;

import io.obsagent.core.redact.Secrets;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A log record that the application writes through OpenTelemetry's API. Texts are masked. For one
 * thread until it is emitted.
 */
public final class AgentLogRecord implements LateSdk.Work {
  private final ApiScope scope;
  private final List<Object> attributes = new ArrayList<>(4);
  private long epochNanos;
  private long observedEpochNanos;
  private @Nullable Context context;
  private @Nullable Severity severity;
  private @Nullable String severityText;
  private @Nullable Object body;
  private @Nullable String eventName;
  private @Nullable Throwable thrown;

  public AgentLogRecord(ApiScope scope) {
    this.scope = scope;
  }

  /** Says when it happened, in nanoseconds since the epoch. */
  public void at(long epochNanos) {
    this.epochNanos = epochNanos;
  }

  /** Says when it was observed, in nanoseconds since the epoch. */
  public void observedAt(long epochNanos) {
    observedEpochNanos = epochNanos;
  }

  /** Sets the context; without one it is the current one. */
  public void context(AgentContext given) {
    context = given.agent();
  }

  /** Sets the severity, by its number. */
  public void severity(int number) {
    for (Severity known : Severity.values()) {
      if (known.getSeverityNumber() == number) {
        severity = known;
      }
    }
  }

  /** Sets what the application calls the severity. */
  public void severityText(String text) {
    severityText = text;
  }

  /** Sets the body: a text, or what an attribute of type {@code VALUE} may be. */
  public void body(@Nullable Object value) {
    body = value;
  }

  /** Sets the name of the event that it is. */
  public void eventName(String name) {
    eventName = name;
  }

  /** Adds what was thrown. */
  public void exception(Throwable error) {
    thrown = error;
  }

  /** Sets an attribute; see {@link AgentAttributes#put}. */
  public void set(String type, String key, Object value) {
    attributes.add(AgentAttributes.key(type, key));
    attributes.add(value);
  }

  /** Emits it, as it is now. */
  public void emit() {
    if (context == null) {
      context = Context.current();
    }
    if (observedEpochNanos == 0) {
      observedEpochNanos = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    }
    LateSdk.record(this);
  }

  @Override
  public void run(LateSdk.Parts parts) {
    LoggerProvider loggers = parts.logs();
    if (loggers != null && context != null) {
      fill(scope.logger(loggers).logRecordBuilder().setContext(context)).emit();
    }
  }

  @SuppressWarnings("unchecked")
  private LogRecordBuilder fill(LogRecordBuilder builder) {
    builder.setObservedTimestamp(observedEpochNanos, TimeUnit.NANOSECONDS);
    if (epochNanos != 0) {
      builder.setTimestamp(epochNanos, TimeUnit.NANOSECONDS);
    }
    if (severity != null) {
      builder.setSeverity(severity);
    }
    if (severityText != null) {
      builder.setSeverityText(severityText);
    }
    if (body instanceof String) {
      builder.setBody(Secrets.mask((String) body));
    } else if (body != null) {
      builder.setBody(AgentAttributes.value(body));
    }
    if (eventName != null) {
      builder.setEventName(eventName);
    }
    if (thrown != null) {
      builder.setException(thrown);
    }
    for (int i = 0; i < attributes.size(); i += 2) {
      AttributeKey<?> key = (AttributeKey<?>) attributes.get(i);
      builder.setAttribute(
          (AttributeKey<Object>) key, AgentAttributes.given(key, attributes.get(i + 1)));
    }
    return builder;
  }
}
