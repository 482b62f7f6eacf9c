/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import io.obsagent.core.log.LogExport;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.ThreadContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Log events as they are exported. */
@InProcessOnly
class LogExportTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(
          new JbossLogManagerInstrumentation(),
          new JulInstrumentation(),
          new Log4j1Instrumentation(),
          new Log4jInstrumentation(),
          new LogbackInstrumentation());

  private final List<LogRecordData> records = new CopyOnWriteArrayList<>();
  private final SdkLoggerProvider provider =
      SdkLoggerProvider.builder()
          .addLogRecordProcessor((context, record) -> records.add(record.toLogRecordData()))
          .build();
  private LogExport export;
  private Operation request;

  @BeforeEach
  void begin() {
    export = LogExport.begin();
    request = Operation.start(HttpServer.TYPE, Context.root());
    request.set(HttpServer.USER_ID, "u-1").set(HttpServer.REQUEST_ID, "r-1");
  }

  @AfterEach
  void end() {
    request.end();
    export.ready(null);
  }

  private static Map<String, Object> attributes(LogRecordData record) {
    return record.getAttributes().asMap().entrySet().stream()
        .collect(Collectors.toMap(entry -> entry.getKey().getKey(), Map.Entry::getValue));
  }

  private void areTheEvents(String scope, String warning, String error, Map<String, String> more) {
    assertThat(records).hasSize(2);
    LogRecordData said = records.get(0);
    assertThat(said.getInstrumentationScopeInfo().getName()).isEqualTo(scope);
    assertThat(said.getBodyValue().asString()).isEqualTo("late by 7");
    assertThat(said.getSeverity()).isEqualTo(Severity.WARN);
    assertThat(said.getSeverityText()).isEqualTo(warning);
    assertThat(said.getSpanContext().getTraceId()).isEqualTo(request.traceId());
    assertThat(said.getSpanContext().getSpanId()).isEqualTo(request.spanId());
    assertThat(said.getTimestampEpochNanos() / 1_000_000_000)
        .isCloseTo(System.currentTimeMillis() / 1000, org.assertj.core.data.Offset.offset(60L));
    assertThat(attributes(said))
        .containsEntry("thread.name", Thread.currentThread().getName())
        .containsEntry("thread.id", Thread.currentThread().getId())
        .containsEntry("user_id", "u-1")
        .containsEntry("request_id", "r-1")
        .containsAllEntriesOf(more)
        .doesNotContainKeys("trace_id", "span_id", "trace_flags", "exception.type");
    LogRecordData failed = records.get(1);
    assertThat(failed.getSeverity()).isEqualTo(Severity.ERROR);
    assertThat(failed.getSeverityText()).isEqualTo(error);
    assertThat(attributes(failed))
        .containsEntry("exception.type", "java.lang.IllegalStateException")
        .containsEntry("exception.message", "why");
    assertThat((String) attributes(failed).get("exception.stacktrace"))
        .contains("at " + LogExportTest.class.getName());
  }

  @Test
  void logback() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    export.ready(provider);
    MDC.put("tenant", "t");
    context.getLogger("acme").warn("late by {}", 7);
    MDC.remove("tenant");
    context.getLogger("acme").error("failed", new IllegalStateException("why"));
    context.getLogger("acme").setLevel(ch.qos.logback.classic.Level.WARN);
    context.getLogger("acme").info("not");
    areTheEvents("acme", "WARN", "ERROR", Map.of("tenant", "t"));
  }

  @Test
  void log4j() {
    export.ready(provider);
    org.apache.logging.log4j.Logger logger = LogManager.getLogger("acme");
    ((org.apache.logging.log4j.core.Logger) logger).setLevel(Level.WARN);
    ThreadContext.put("tenant", "t");
    logger.warn("late by {}", 7);
    ThreadContext.clearAll();
    logger.error("failed", new IllegalStateException("why"));
    logger.info("not");
    areTheEvents("acme", "WARN", "ERROR", Map.of("tenant", "t"));
  }

  @Test
  void log4j1() {
    export.ready(provider);
    org.apache.log4j.Logger logger = org.apache.log4j.Logger.getLogger("acme");
    logger.setLevel(org.apache.log4j.Level.WARN);
    logger.warn("late by 7");
    logger.error("failed", new IllegalStateException("why"));
    logger.info("not");
    areTheEvents("acme", "WARN", "ERROR", Map.of());
  }

  @Test
  void javaUtilLogging() {
    export.ready(provider);
    java.util.logging.Logger logger = java.util.logging.Logger.getLogger("acme");
    logger.setUseParentHandlers(false);
    logger.log(java.util.logging.Level.WARNING, "late by {0}", 7);
    logger.log(java.util.logging.Level.SEVERE, "failed", new IllegalStateException("why"));
    logger.fine("not");
    areTheEvents("acme", "WARNING", "SEVERE", Map.of());
  }

  @Test
  void jbossLogManager() {
    export.ready(provider);
    org.jboss.logmanager.Logger logger = org.jboss.logmanager.LogContext.create().getLogger("acme");
    org.jboss.logmanager.MDC.put("tenant", "t");
    logger.log(org.jboss.logmanager.Level.WARN, "late by {0}", 7);
    org.jboss.logmanager.MDC.remove("tenant");
    logger.log(org.jboss.logmanager.Level.ERROR, "failed", new IllegalStateException("why"));
    logger.fine("not");
    areTheEvents("acme", "WARN", "ERROR", Map.of("tenant", "t"));
  }

  @Test
  void whatComesBeforeTheSdkIsReadyIsSentThen() {
    java.util.logging.Logger logger = java.util.logging.Logger.getLogger("acme");
    logger.setUseParentHandlers(false);
    logger.warning("early");
    assertThat(export.isWaiting()).isTrue();
    export.ready(provider);
    logger.warning("late");
    assertThat(export.isWaiting()).isFalse();
    assertThat(records)
        .extracting(record -> record.getBodyValue().asString())
        .containsExactly("early", "late");
    assertThat(records.get(0).getSpanContext().getSpanId()).isEqualTo(request.spanId());
  }

  @Test
  void secretsAreMasked() {
    export.ready(provider);
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    MDC.put("api_key", "k-1");
    context.getLogger("acme").warn("sent password=hidden");
    MDC.remove("api_key");
    assertThat(records.get(0).getBodyValue().asString()).doesNotContain("hidden");
    assertThat(records.get(0).getAttributes().get(AttributeKey.stringKey("api_key")))
        .isEqualTo("_redacted");
  }

  @Test
  void whatIsLoggedByExportingIsNotExported() {
    java.util.logging.Logger logger = java.util.logging.Logger.getLogger("acme");
    logger.setUseParentHandlers(false);
    export.ready(
        SdkLoggerProvider.builder()
            .addLogRecordProcessor(
                (context, record) -> {
                  records.add(record.toLogRecordData());
                  logger.warning("exported");
                })
            .build());
    logger.warning("said");
    assertThat(records).hasSize(1);
  }

  @Test
  void whatTheAgentsOwnThreadsLogIsNotExported() throws Exception {
    export.ready(provider);
    Thread own =
        new Thread(() -> java.util.logging.Logger.getLogger("sun.net").warning("x"), "obs-export");
    own.start();
    own.join();
    assertThat(records).isEmpty();
  }
}
