/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Spans that are no operations, such as those of extensions, current inside operations. */
class SpansOfOthersTest {
  private static final OperationType REQUEST = new OperationType("request", SpanKind.SERVER);
  private static final OperationType QUERY = new OperationType("query", SpanKind.CLIENT);
  private static final ContextKey<String> KEY = ContextKey.named("key");

  /** Makes a span current that others made, with more that they keep in its context. */
  private static Scope other() {
    Span span =
        Span.wrap(
            SpanContext.create(
                "0af7651916cd43dd8448eb211c80319c",
                "b7ad6b7169203331",
                TraceFlags.getSampled(),
                TraceState.getDefault()));
    return Context.current().with(KEY, "1").with(span).with(KEY, "2").makeCurrent();
  }

  private static Operation started(@Nullable Operation operation) {
    assertThat(operation).isNotNull();
    return operation;
  }

  @Test
  void theOperationAroundThemIsFound() {
    Operation request = started(Operation.start(REQUEST));
    try (Scope scope = other()) {
      assertThat(Operation.current(REQUEST)).isSameAs(request);
      assertThat(Operation.current(QUERY)).isNull();
      assertThat(Operation.start(REQUEST)).isNull();
    }
    request.end();
  }

  @Test
  void whatStartsInsideIsTheirChildAndPartOfTheOperationAroundThem() {
    Operation request = started(Operation.start(REQUEST));
    try (Scope scope = other()) {
      Operation query = started(Operation.start(QUERY));
      assertThat(query.parent()).isSameAs(request);
      assertThat(query.traceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
      assertThat(Operation.current(REQUEST)).isSameAs(request);
      query.end();
    }
    request.end();
  }

  @Test
  void withoutAnOperationAroundThemThereIsNone() {
    try (Scope scope = other()) {
      assertThat(Operation.current(REQUEST)).isNull();
      Operation request = started(Operation.start(REQUEST));
      assertThat(request.parent()).isNull();
      request.end();
    }
  }
}
