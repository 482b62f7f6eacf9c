/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.obsagent.core.api.AgentLogRecord;
import io.obsagent.core.api.ApiScope;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.LoggerBuilder;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The log bridge, which early versions do not have. */
final class BridgedLogs implements LoggerProvider {
  private static final BridgedLogs ALL = new BridgedLogs();

  private BridgedLogs() {}

  static LoggerProvider provider() {
    return ALL;
  }

  @Override
  public LoggerBuilder loggerBuilder(@Nullable String scope) {
    return new Builder(scope);
  }

  private static final class Builder implements LoggerBuilder {
    private final @Nullable String scope;
    private @Nullable String version;
    private @Nullable String schemaUrl;

    Builder(@Nullable String scope) {
      this.scope = scope;
    }

    @Override
    public LoggerBuilder setSchemaUrl(@Nullable String url) {
      schemaUrl = url;
      return this;
    }

    @Override
    public LoggerBuilder setInstrumentationVersion(@Nullable String text) {
      version = text;
      return this;
    }

    @Override
    public Logger build() {
      ApiScope whole = new ApiScope(scope, version, schemaUrl);
      return new BridgedLogger(whole);
    }
  }

  private static final class BridgedLogger implements Logger {
    private final ApiScope scope;

    BridgedLogger(ApiScope scope) {
      this.scope = scope;
    }

    @Override
    public LogRecordBuilder logRecordBuilder() {
      return new Record(scope);
    }
  }

  private static final class Record implements LogRecordBuilder {
    private final AgentLogRecord record;

    Record(ApiScope scope) {
      record = new AgentLogRecord(scope);
    }

    @Override
    public LogRecordBuilder setTimestamp(long timestamp, TimeUnit unit) {
      record.at(unit.toNanos(timestamp));
      return this;
    }

    @Override
    public LogRecordBuilder setTimestamp(Instant instant) {
      record.at(nanos(instant));
      return this;
    }

    @Override
    public LogRecordBuilder setObservedTimestamp(long timestamp, TimeUnit unit) {
      record.observedAt(unit.toNanos(timestamp));
      return this;
    }

    @Override
    public LogRecordBuilder setObservedTimestamp(Instant instant) {
      record.observedAt(nanos(instant));
      return this;
    }

    private static long nanos(Instant instant) {
      return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }

    @Override
    public LogRecordBuilder setContext(Context context) {
      record.context(BridgedContext.of(context));
      return this;
    }

    @Override
    public LogRecordBuilder setSeverity(Severity severity) {
      record.severity(severity.getSeverityNumber());
      return this;
    }

    @Override
    public LogRecordBuilder setSeverityText(String text) {
      record.severityText(text);
      return this;
    }

    @Override
    public LogRecordBuilder setBody(String body) {
      record.body(body);
      return this;
    }

    @Override
    public LogRecordBuilder setBody(Value<?> body) {
      record.body(Converted.Values.plain(body));
      return this;
    }

    @Override
    public <T> LogRecordBuilder setAttribute(@Nullable AttributeKey<T> key, @Nullable T value) {
      if (key != null && value != null && !key.getKey().isEmpty()) {
        String type = key.getType().name();
        record.set(type, key.getKey(), Converted.value(type, value));
      }
      return this;
    }

    @Override
    public LogRecordBuilder setEventName(String name) {
      record.eventName(name);
      return this;
    }

    @Override
    public LogRecordBuilder setException(Throwable thrown) {
      record.exception(thrown);
      return this;
    }

    @Override
    public void emit() {
      record.emit();
    }
  }
}
