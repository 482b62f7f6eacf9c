/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.extension;

import example.shop.Order;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import java.util.logging.Logger;

/** A sale that goes on: a span, made current. */
final class Sale {
  private static final Logger logger = Logger.getLogger(Sale.class.getName());
  private static final Tracer TRACER = GlobalOpenTelemetry.getTracer("example.shop");
  private static final LongCounter SALES =
      GlobalOpenTelemetry.getMeter("example.shop").counterBuilder("shop_sales").build();

  private final Span span;
  private final Scope scope;

  private Sale(Span span) {
    this.span = span;
    this.scope = span.makeCurrent();
  }

  static Sale start(Order order) {
    logger.fine("a sale begins");
    return new Sale(TRACER.spanBuilder("sell").setAttribute("shop.item", order.item()).startSpan());
  }

  void end(Throwable thrown) {
    scope.close();
    if (thrown != null) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
    SALES.add(1);
  }
}
