/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.catalogue.Catalogue;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.settings.Settings;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.context.Context;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.async.AsyncLoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@InProcessOnly
class Log4jTest {
  @RegisterExtension static final Agent agent = Agent.with(new Log4jInstrumentation());

  /** How events reach their file. */
  enum Way {
    SYNCHRONOUS("<AppenderRef ref='file'/>", ""),
    ASYNC_APPENDER("<AppenderRef ref='async'/>", ""),
    ASYNC_LOGGERS("<AppenderRef ref='file'/>", ""),
    WITH_PROPERTIES("<AppenderRef ref='file'/>", "<Property name='tier' value='api'/>");

    private final String root;

    Way(String reference, String property) {
      root = "<Root level='info'>" + property + reference + "</Root>";
    }
  }

  @TempDir private Path directory;
  private LoggerContext context;

  private Logger logger(Way way, String pattern) throws Exception {
    String configuration =
        "<Configuration status='error'><Appenders>"
            + "<File name='file' fileName='"
            + directory.resolve("log")
            + "'><PatternLayout pattern='"
            + pattern
            + "'/></File>"
            + "<Async name='async'><AppenderRef ref='file'/></Async>"
            + "</Appenders><Loggers>"
            + way.root
            + "</Loggers></Configuration>";
    context = way == Way.ASYNC_LOGGERS ? new AsyncLoggerContext("test") : new LoggerContext("test");
    context.start(
        new XmlConfiguration(
            context,
            new ConfigurationSource(
                new ByteArrayInputStream(configuration.getBytes(StandardCharsets.UTF_8)))));
    return context.getLogger("test");
  }

  private String logged() throws Exception {
    context.stop();
    return Files.readString(directory.resolve("log"));
  }

  private Operation request() {
    Operation request = Operation.start(HttpServer.TYPE, Context.root());
    return request.set(HttpServer.USER_ID, "u-1").set(HttpServer.REQUEST_ID, "r-1");
  }

  @AfterEach
  void stop() {
    ThreadContext.clearAll();
    Settings.load(null, Collections.emptyMap());
  }

  @ParameterizedTest
  @EnumSource
  void anEventShowsTheIdsOfItsOperation(Way way) throws Exception {
    Logger logger =
        logger(way, "%X{trace_id} %X{span_id} %X{trace_flags} %X{user_id} %X{request_id} %m;");
    Operation request = request();
    logger.info("said");
    request.end();
    assertThat(logged())
        .isEqualTo(request.traceId() + " " + request.spanId() + " 01 u-1 r-1 said;");
  }

  @ParameterizedTest
  @EnumSource
  void eachEventShowsItsOwnAndAnEventOutsideShowsNothing(Way way) throws Exception {
    Logger logger = logger(way, "%m [%X{trace_id}] [%X{user_id}] [%X{tenant}];");
    logger.info("before");
    Operation first = request();
    logger.info("first");
    first.end();
    ThreadContext.put("tenant", "t");
    Operation second = request().set(HttpServer.USER_ID, null);
    logger.info("second");
    second.end();
    logger.info("after");
    assertThat(logged())
        .isEqualTo(
            "before [] [] [];first ["
                + first.traceId()
                + "] [u-1] [];second ["
                + second.traceId()
                + "] [] [t];after [] [] [t];");
  }

  @ParameterizedTest
  @EnumSource
  void theApplicationsOwnKeysWinAndItsThreadContextIsUntouched(Way way) throws Exception {
    Logger logger = logger(way, "%X{trace_id} %X{tenant} %X{span_id};");
    ThreadContext.put("trace_id", "mine");
    ThreadContext.put("tenant", "t");
    Operation request = request();
    logger.info("said");
    Map<String, String> after = ThreadContext.getContext();
    request.end();
    assertThat(after).isEqualTo(Map.of("trace_id", "mine", "tenant", "t"));
    assertThat(logged()).isEqualTo("mine t " + request.spanId() + ";");
  }

  @ParameterizedTest
  @EnumSource
  void labelsThatARuleWantsShownAreShown(Way way) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("rules.yaml"),
            "metrics: {checkouts_total: {type: counter, on: http.server * **,"
                + " labels: {plan: user_agent}, mdc: [plan]}}");
    Logger logger = logger(way, "%X{plan} %X{user_id};");
    try (Catalogue.Installation rules =
        Catalogue.load(List.of(), List.of(file.toFile())).install()) {
      Operation request = request().set(HttpServer.USER_AGENT, "pro");
      logger.info("said");
      request.end();
    }
    assertThat(logged()).isEqualTo("pro u-1;");
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsAddedWhenSwitchedOff(Way way) throws Exception {
    Settings.load("obs.mdc.enabled=false", Collections.emptyMap());
    Logger logger = logger(way, "[%X{trace_id}]");
    Operation request = request();
    logger.info("said");
    request.end();
    assertThat(logged()).isEqualTo("[]");
  }
}
