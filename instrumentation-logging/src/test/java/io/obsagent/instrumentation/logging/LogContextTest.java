/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.catalogue.Catalogue;
import io.obsagent.core.log.LogContext;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.obsagent.core.settings.Settings;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@InProcessOnly
class LogContextTest {
  @RegisterExtension static final Agent agent = Agent.with();

  private static final OperationType STEP = new OperationType("step", SpanKind.INTERNAL);

  @AfterEach
  void reset() {
    Settings.load(null, Collections.emptyMap());
  }

  @Test
  void nothingIsKnownWhereNothingIsCurrent() {
    assertThat(LogContext.current()).isNull();
  }

  @Test
  void itIsSwitchedOffBySetting() throws Exception {
    Settings.load("obs.mdc.enabled=false", Collections.emptyMap());
    agent.root("root", () -> assertThat(LogContext.current()).isNull());
  }

  @Test
  void anOperationGivesItsIds() {
    Operation operation = Operation.start(STEP, Context.root());
    LogContext context = LogContext.current();
    operation.end();
    assertThat(context.with(null))
        .containsOnly(
            Map.entry("trace_id", operation.traceId()),
            Map.entry("span_id", operation.spanId()),
            Map.entry("trace_flags", "01"));
    assertThat(operation.traceId()).matches("[0-9a-f]{32}");
    assertThat(operation.spanId()).matches("[0-9a-f]{16}");
  }

  @Test
  void theRequestAroundGivesUserAndRequestId() {
    Operation request = Operation.start(HttpServer.TYPE, Context.root());
    request.set(HttpServer.USER_ID, "u-1").set(HttpServer.REQUEST_ID, "r-1");
    request.set(HttpServer.CORRELATION_ID, "c-1");
    Operation step = Operation.start(STEP);
    LogContext context = LogContext.current();
    step.end();
    request.end();
    assertThat(context.with(null))
        .containsEntry("user_id", "u-1")
        .containsEntry("request_id", "r-1")
        .containsEntry("correlation_id", "c-1")
        .containsEntry("span_id", step.spanId());
  }

  @Test
  void labelsThatARuleWantsShownAreShownButNotOverWhatIsThere(@TempDir Path folder)
      throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("rules.yaml"),
            "metrics: {a_total: {type: counter, on: http.server * **,"
                + " labels: {plan: user_agent, user_id: path}, mdc: [plan, user_id]}}");
    try (Catalogue.Installation rules =
        Catalogue.load(List.of(), List.of(file.toFile())).install()) {
      Operation request = Operation.start(HttpServer.TYPE, Context.root());
      request.set(HttpServer.USER_ID, "u-1").set(HttpServer.USER_AGENT, "pro");
      request.set(HttpServer.PATH, "/a");
      LogContext context = LogContext.current();
      request.end();
      assertThat(context.with(null)).containsEntry("plan", "pro").containsEntry("user_id", "u-1");
      assertThat(context.labels()).isEqualTo(Map.of("plan", "pro", "user_id", "/a"));
    }
  }

  @Test
  void ownEntriesWinAndStayAsTheyAre() {
    Operation operation = Operation.start(STEP, Context.root());
    LogContext context = LogContext.current();
    operation.end();
    Map<String, String> own = Map.of("trace_id", "mine", "tenant", "t");
    assertThat(context.with(own))
        .containsEntry("trace_id", "mine")
        .containsEntry("tenant", "t")
        .containsEntry("span_id", operation.spanId());
    assertThat(context.with(own)).isSameAs(context.with(own));
    assertThat(context.with(Map.of())).containsEntry("trace_id", operation.traceId());
  }
}
