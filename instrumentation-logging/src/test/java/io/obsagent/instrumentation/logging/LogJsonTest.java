/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.read.ListAppender;
import io.obsagent.core.log.JsonLines;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.context.Context;
import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.FileHandler;
import java.util.logging.SimpleFormatter;
import net.logstash.logback.argument.StructuredArguments;
import net.logstash.logback.marker.Markers;
import org.apache.log4j.PatternLayout;
import org.apache.log4j.WriterAppender;
import org.apache.logging.log4j.core.async.AsyncLoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.WriterHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Appenders that are configured to write text, and write JSON. */
@InProcessOnly
class LogJsonTest {
  static {
    System.setProperty("obs.logs.format", "json");
    System.setProperty("otel.service.name", "shop");
  }

  @RegisterExtension
  static final Agent agent =
      Agent.with(
          new JbossLogManagerInstrumentation(),
          new JulInstrumentation(),
          new Log4j1Instrumentation(),
          new Log4jInstrumentation(),
          new LogbackInstrumentation());

  @TempDir private Path directory;

  @AfterAll
  static void textAgain() {
    System.clearProperty("obs.logs.format");
    System.clearProperty("otel.service.name");
  }

  private static Operation request() {
    Operation request = Operation.start(HttpServer.TYPE, Context.root());
    return request.set(HttpServer.USER_ID, "u-1").set(HttpServer.REQUEST_ID, "r-1");
  }

  private static void isTheEvent(List<String> lines, Operation request, String more) {
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .matches(
            "\\{\"timestamp\":\"20..-..-..T..:..:..\\....Z\",\"level\":\"info\",\"service\":\"shop\","
                + "\"trace_id\":\""
                + request.traceId()
                + "\",\"span_id\":\""
                + request.spanId()
                + "\",\"user_id\":\"u-1\",\"message\":\"said 7\",.*}")
        .contains("\"request_id\":\"r-1\"")
        .contains(more);
    assertThat(lines.get(1))
        .contains("\"level\":\"error\",\"service\":\"shop\",\"message\":\"failed\"")
        .contains("\"exception\":\"java.lang.IllegalStateException: why\\n")
        .endsWith("}");
  }

  @Test
  void logbackWritesJsonAlsoAfterTheOperation() throws Exception {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    FileAppender<ILoggingEvent> file = new FileAppender<>();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%m%n");
    encoder.start();
    file.setContext(context);
    file.setFile(directory.resolve("log").toString());
    file.setEncoder(encoder);
    file.start();
    AsyncAppender async = new AsyncAppender();
    async.setContext(context);
    async.addAppender(file);
    async.start();
    ch.qos.logback.classic.Logger logger = context.getLogger("test");
    logger.addAppender(async);
    Operation request = request();
    org.slf4j.MDC.put("tenant", "t");
    logger.info("said {}", 7);
    org.slf4j.MDC.remove("tenant");
    request.end();
    logger.error("failed", new IllegalStateException("why"));
    async.stop();
    file.stop();
    context.reset();
    isTheEvent(Files.readAllLines(directory.resolve("log")), request, "\"tenant\":\"t\"");
  }

  @Test
  void logbackShowsLogstashsArgumentsAndMarkers() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    ListAppender<ILoggingEvent> appended = new ListAppender<>();
    appended.setContext(context);
    appended.start();
    context.getLogger("test").addAppender(appended);
    context
        .getLogger("test")
        .info(
            Markers.append("project_id", 7).and(Markers.append("room", "attic")),
            "made {} {}",
            StructuredArguments.keyValue("image_id", "img_1"),
            StructuredArguments.entries(Map.of("size", 2)));
    context.reset();
    assertThat(JsonLines.line(new LogbackEvent(appended.list.get(0))))
        .contains("\"message\":\"made image_id=img_1 {size=2}\"")
        .contains("\"image_id\":\"img_1\"")
        .contains("\"project_id\":7")
        .contains("\"room\":\"attic\"")
        .contains("\"size\":2");
  }

  @Test
  void log4jWritesJsonAlsoAfterTheOperation() throws Exception {
    String configuration =
        "<Configuration status='error'><Appenders><File name='file' fileName='"
            + directory.resolve("log")
            + "'><PatternLayout pattern='%m%n'/></File></Appenders>"
            + "<Loggers><Root level='info'><AppenderRef ref='file'/></Root></Loggers>"
            + "</Configuration>";
    AsyncLoggerContext context = new AsyncLoggerContext("test");
    context.start(
        new XmlConfiguration(
            context,
            new ConfigurationSource(
                new ByteArrayInputStream(configuration.getBytes(StandardCharsets.UTF_8)))));
    org.apache.logging.log4j.Logger logger = context.getLogger("test");
    Operation request = request();
    org.apache.logging.log4j.ThreadContext.put("tenant", "t");
    logger.info("said {}", 7);
    org.apache.logging.log4j.ThreadContext.remove("tenant");
    request.end();
    logger.error("failed", new IllegalStateException("why"));
    context.stop();
    isTheEvent(Files.readAllLines(directory.resolve("log")), request, "\"tenant\":\"t\"");
  }

  @Test
  void log4j1WritesJsonAlsoAfterTheOperation() {
    StringWriter written = new StringWriter();
    org.apache.log4j.Logger logger = org.apache.log4j.Logger.getLogger("test");
    org.apache.log4j.AsyncAppender async = new org.apache.log4j.AsyncAppender();
    async.addAppender(new WriterAppender(new PatternLayout("%m"), written));
    logger.addAppender(async);
    Operation request = request();
    logger.info("said 7");
    request.end();
    logger.error("failed", new IllegalStateException("why"));
    async.close();
    logger.removeAllAppenders();
    isTheEvent(written.toString().lines().toList(), request, "");
  }

  @Test
  void javaUtilLoggingWritesJson() throws Exception {
    Path file = directory.resolve("log");
    FileHandler handler = new FileHandler(file.toString());
    handler.setFormatter(new SimpleFormatter());
    java.util.logging.Logger logger = java.util.logging.Logger.getLogger("test.json");
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
    Operation request = request();
    logger.log(java.util.logging.Level.INFO, "said {0}", 7);
    request.end();
    logger.log(java.util.logging.Level.SEVERE, "failed", new IllegalStateException("why"));
    handler.close();
    logger.removeHandler(handler);
    isTheEvent(Files.readAllLines(file), request, "");
  }

  @Test
  void jbossLogManagerWritesJson() {
    StringWriter written = new StringWriter();
    WriterHandler handler = new WriterHandler();
    handler.setFormatter(new PatternFormatter("%m"));
    handler.setWriter(written);
    org.jboss.logmanager.Logger logger = org.jboss.logmanager.LogContext.create().getLogger("test");
    logger.addHandler(handler);
    Operation request = request();
    org.jboss.logmanager.MDC.put("tenant", "t");
    logger.log(
        "x",
        org.jboss.logmanager.Level.INFO,
        "said %d",
        org.jboss.logmanager.ExtLogRecord.FormatStyle.PRINTF,
        new Object[] {7},
        null);
    org.jboss.logmanager.MDC.remove("tenant");
    request.end();
    logger.log(org.jboss.logmanager.Level.ERROR, "failed", new IllegalStateException("why"));
    isTheEvent(written.toString().lines().toList(), request, "\"tenant\":\"t\"");
  }
}
