/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.settings.Settings;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.context.Context;
import java.io.StringWriter;
import java.util.Collections;
import java.util.Hashtable;
import org.apache.log4j.AsyncAppender;
import org.apache.log4j.Logger;
import org.apache.log4j.MDC;
import org.apache.log4j.PatternLayout;
import org.apache.log4j.WriterAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@InProcessOnly
class Log4j1Test {
  @RegisterExtension static final Agent agent = Agent.with(new Log4j1Instrumentation());

  private final StringWriter written = new StringWriter();
  private final Logger logger = Logger.getLogger("test");
  private WriterAppender appender;

  private void appender(String pattern) {
    appender = new WriterAppender(new PatternLayout(pattern), written);
    logger.addAppender(appender);
  }

  private Operation request() {
    Operation request = Operation.start(HttpServer.TYPE, Context.root());
    return request.set(HttpServer.USER_ID, "u-1").set(HttpServer.REQUEST_ID, "r-1");
  }

  @AfterEach
  void stop() {
    logger.removeAllAppenders();
    Settings.load(null, Collections.emptyMap());
  }

  @Test
  void anEventShowsTheIdsOfItsOperation() {
    appender("%X{trace_id} %X{span_id} %X{trace_flags} %X{user_id} %X{request_id} %m");
    Operation request = request();
    logger.info("said");
    request.end();
    assertThat(written.toString())
        .isEqualTo(request.traceId() + " " + request.spanId() + " 01 u-1 r-1 said");
  }

  @Test
  void anEventOutsideAnyOperationShowsNothing() {
    appender("[%X{trace_id}]%m");
    logger.info("said");
    assertThat(written.toString()).isEqualTo("[]said");
  }

  @Test
  void theApplicationsOwnKeysWinAndItsMdcIsUntouched() {
    appender("%X{trace_id} %X{span_id}");
    MDC.put("trace_id", "mine");
    // Some versions do not know that new versions of Java have an MDC.
    Object own = MDC.get("trace_id");
    Operation request = request();
    logger.info("said");
    Hashtable<?, ?> after = MDC.getContext();
    request.end();
    MDC.remove("trace_id");
    assertThat(written.toString())
        .isEqualTo((own == null ? request.traceId() : own) + " " + request.spanId());
    if (own != null) {
      assertThat(after).isEmpty();
    }
  }

  @Test
  void anAsynchronousAppenderShowsTheIdsOfTheLoggingThread() {
    appender("%m %X{trace_id};");
    logger.removeAppender(appender);
    AsyncAppender async = new AsyncAppender();
    async.addAppender(appender);
    logger.addAppender(async);
    Operation first = request();
    logger.info("first");
    first.end();
    Operation second = request();
    logger.info("second");
    second.end();
    logger.info("third");
    async.close();
    assertThat(written.toString())
        .isEqualTo("first " + first.traceId() + ";second " + second.traceId() + ";third ;");
  }

  @Test
  void nothingIsAddedWhenSwitchedOff() {
    Settings.load("obs.mdc.enabled=false", Collections.emptyMap());
    appender("[%X{trace_id}]");
    Operation request = request();
    logger.info("said");
    request.end();
    assertThat(written.toString()).isEqualTo("[]");
  }
}
