/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.obsagent.testing.Agent;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.List;
import java.util.concurrent.Callable;

/** What MySQL's driver does with the API as it sends a statement. */
public final class DriverApplication implements Callable<List<String>> {
  @Override
  public List<String> call() {
    Span around = Span.current();
    Span span =
        GlobalOpenTelemetry.get()
            .getTracer("MySQL Connector/J", "26.10.0")
            .spanBuilder("SQL execute")
            .setSpanKind(SpanKind.CLIENT)
            .startSpan();
    span.setAttribute("db.system", "mysql").recordException(new IllegalStateException());
    boolean current;
    try (Scope scope = span.makeCurrent()) {
      current = Span.current().getSpanContext().equals(around.getSpanContext());
      Agent.work("work of the agent").run();
    }
    try (Scope scope = Context.current().with(span).makeCurrent()) {
      Agent.work("more of it").run();
    }
    span.end();
    return List.of("ids of what is around: " + (current && isOf(span, around)));
  }

  private static boolean isOf(Span span, Span around) {
    return span.getSpanContext().equals(around.getSpanContext()) && !span.isRecording();
  }
}
