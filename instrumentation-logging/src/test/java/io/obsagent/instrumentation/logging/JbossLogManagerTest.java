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
import java.util.Map;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.MDC;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.AsyncHandler;
import org.jboss.logmanager.handlers.WriterHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@InProcessOnly
class JbossLogManagerTest {
  @RegisterExtension static final Agent agent = Agent.with(new JbossLogManagerInstrumentation());

  private final StringWriter written = new StringWriter();
  private final Logger logger = LogContext.create().getLogger("test");
  private final WriterHandler handler = new WriterHandler();

  @BeforeEach
  void start() {
    handler.setWriter(written);
    logger.addHandler(handler);
  }

  private void pattern(String pattern) {
    handler.setFormatter(new PatternFormatter(pattern));
  }

  private Operation request() {
    Operation request = Operation.start(HttpServer.TYPE, Context.root());
    return request.set(HttpServer.USER_ID, "u-1").set(HttpServer.REQUEST_ID, "r-1");
  }

  @AfterEach
  void stop() {
    Settings.load(null, Collections.emptyMap());
  }

  @Test
  void anEventShowsTheIdsOfItsOperation() {
    pattern("%X{trace_id} %X{span_id} %X{trace_flags} %X{user_id} %X{request_id} %m");
    Operation request = request();
    logger.info("said");
    request.end();
    assertThat(written.toString())
        .isEqualTo(request.traceId() + " " + request.spanId() + " 01 u-1 r-1 said");
  }

  @Test
  void theApplicationsOwnKeysWinAndItsMdcIsUntouched() {
    pattern("%X{trace_id} %X{tenant} %X{span_id}");
    MDC.put("trace_id", "mine");
    MDC.put("tenant", "t");
    Operation request = request();
    logger.info("said");
    Map<String, String> after = MDC.copy();
    request.end();
    MDC.remove("trace_id");
    MDC.remove("tenant");
    assertThat(after).isEqualTo(Map.of("trace_id", "mine", "tenant", "t"));
    assertThat(written.toString()).isEqualTo("mine t " + request.spanId());
  }

  @Test
  void anAsynchronousHandlerShowsTheIdsOfTheLoggingThread() {
    pattern("%m %X{trace_id};");
    logger.removeHandler(handler);
    AsyncHandler async = new AsyncHandler();
    async.addHandler(handler);
    logger.addHandler(async);
    Operation first = request();
    logger.info("first");
    first.end();
    Operation second = request();
    logger.info("second");
    second.end();
    logger.info("third");
    String expected = "first " + first.traceId() + ";second " + second.traceId() + ";third ;";
    long end = System.nanoTime() + 10_000_000_000L;
    while (written.toString().length() < expected.length() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    async.close();
    assertThat(written.toString()).isEqualTo(expected);
  }

  @Test
  void nothingIsAddedWhenSwitchedOff() {
    Settings.load("obs.mdc.enabled=false", Collections.emptyMap());
    pattern("[%X{trace_id}]");
    Operation request = request();
    logger.info("said");
    request.end();
    assertThat(written.toString()).isEqualTo("[]");
  }
}
