/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEventVO;
import ch.qos.logback.core.read.ListAppender;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.settings.Settings;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.context.Context;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

@InProcessOnly
class LogbackTest {
  @RegisterExtension static final Agent agent = Agent.with(new LogbackInstrumentation());

  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final ListAppender<ILoggingEvent> appended = new ListAppender<>();
  private Logger logger;

  @BeforeEach
  void start() {
    context.reset();
    logger = context.getLogger("test");
    logger.setLevel(Level.INFO);
    appended.list = new CopyOnWriteArrayList<>();
    appended.setContext(context);
    appended.start();
    logger.addAppender(appended);
  }

  @AfterEach
  void stop() {
    MDC.clear();
    context.reset();
    Settings.load(null, Collections.emptyMap());
  }

  private Operation request() {
    Operation request = Operation.start(HttpServer.TYPE, Context.root());
    return request.set(HttpServer.USER_ID, "u-1").set(HttpServer.REQUEST_ID, "r-1");
  }

  private String rendered(String pattern) {
    PatternLayout layout = new PatternLayout();
    layout.setContext(context);
    layout.setPattern(pattern);
    layout.start();
    StringBuilder text = new StringBuilder();
    for (ILoggingEvent event : appended.list) {
      text.append(layout.doLayout(event));
    }
    return text.toString();
  }

  @Test
  void anEventShowsTheIdsOfItsOperation() {
    Operation request = request();
    logger.info("said");
    request.end();
    assertThat(rendered("%X{trace_id} %X{span_id} %X{trace_flags} %X{user_id} %X{request_id} %m"))
        .isEqualTo(request.traceId() + " " + request.spanId() + " 01 u-1 r-1 said");
    assertThat(rendered("%mdc")).contains("trace_id=" + request.traceId());
  }

  @Test
  void anEventOutsideAnyOperationShowsNothing() {
    MDC.put("own", "x");
    logger.info("said");
    assertThat(appended.list.get(0).getMDCPropertyMap()).isEqualTo(Map.of("own", "x"));
  }

  @Test
  void theApplicationsOwnKeysWinAndItsMdcIsUntouched() {
    MDC.put("trace_id", "mine");
    MDC.put("tenant", "t");
    Operation request = request();
    logger.info("said");
    Map<String, String> after = new HashMap<>(MDC.getCopyOfContextMap());
    String spanId = MDC.get("span_id");
    request.end();
    assertThat(after).isEqualTo(Map.of("trace_id", "mine", "tenant", "t"));
    assertThat(spanId).isNull();
    assertThat(rendered("%X{trace_id} %X{tenant} %X{span_id}"))
        .isEqualTo("mine t " + request.spanId());
  }

  @Test
  void anAsynchronousAppenderShowsTheIdsOfTheLoggingThread() {
    logger.detachAppender(appended);
    AsyncAppender async = new AsyncAppender();
    async.setContext(context);
    async.addAppender(appended);
    async.start();
    logger.addAppender(async);
    MDC.put("tenant", "t");
    Operation first = request();
    logger.info("first");
    first.end();
    Operation second = request();
    logger.info("second");
    second.end();
    MDC.remove("tenant");
    logger.info("third");
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (appended.list.size() < 3 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    async.stop();
    assertThat(rendered("%m %X{trace_id} %X{tenant};"))
        .isEqualTo("first " + first.traceId() + " t;second " + second.traceId() + " t;third  ;");
  }

  @Test
  void anEventThatIsSentAwayTakesTheIdsWithIt() throws Exception {
    Operation request = request();
    logger.info("said");
    request.end();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ObjectOutputStream(bytes).writeObject(LoggingEventVO.build(appended.list.get(0)));
    LoggingEventVO read =
        (LoggingEventVO)
            new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    assertThat(read.getMDCPropertyMap()).containsEntry("trace_id", request.traceId());
  }

  @Test
  void nothingIsAddedWhenSwitchedOff() {
    Settings.load("obs.mdc.enabled=false", Collections.emptyMap());
    Operation request = request();
    logger.info("said");
    request.end();
    assertThat(rendered("[%X{trace_id}]")).isEqualTo("[]");
  }
}
