/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

final class Main {
  static void main(String[] args) throws Exception {
    Tracer tracer = GlobalOpenTelemetry.getTracer("shop");
    LongCounter orders =
        GlobalOpenTelemetry.getMeter("shop").counterBuilder("orders.placed").build();
    Web.request(
        "/order",
        () -> {
          Span.current().setAttribute("tier", "gold");
          Span span =
              tracer
                  .spanBuilder("order")
                  .setSpanKind(SpanKind.PRODUCER)
                  .setAttribute("items", 3)
                  .startSpan();
          try (Scope scope = span.makeCurrent()) {
            orders.add(3, Attributes.of(AttributeKey.stringKey("kind"), "web"));
            return Child.query();
          } finally {
            span.end();
          }
        });
    Web.request(
        "/baggage",
        () -> {
          try (Scope scope = Baggage.builder().put("user", "ann").build().makeCurrent()) {
            return Child.query() + " for " + Baggage.current().getEntryValue("user");
          }
        });
    Web.request(
        "/error",
        () -> {
          Span span = tracer.spanBuilder("broken").startSpan();
          span.setStatus(StatusCode.ERROR, "none left");
          span.recordException(new IllegalStateException("none left"));
          span.end();
          return "not ordered";
        });
    ExecutorService executor = Executors.newSingleThreadExecutor();
    Web.request(
        "/asynchronous",
        () -> {
          Span span = tracer.spanBuilder("asked").startSpan();
          try (Scope scope = span.makeCurrent()) {
            return executor.submit(Context.current().wrap(() -> Child.query())).get();
          } finally {
            span.end();
          }
        });
    Web.request("/annotated", () -> new Kitchen().cook("soup"));
  }
}
