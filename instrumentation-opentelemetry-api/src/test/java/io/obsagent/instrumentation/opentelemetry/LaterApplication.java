/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** What an application does with what versions later than 1.20 have. */
public final class LaterApplication implements Callable<List<String>> {
  @Override
  public List<String> call() {
    List<String> seen = new ArrayList<>();
    seen.add("set: " + GlobalOpenTelemetry.isSet());
    OpenTelemetry telemetry = GlobalOpenTelemetry.getOrNoop();
    Span span = telemetry.getTracer("shop").spanBuilder("later").startSpan();
    span.addLink(Span.current().getSpanContext());
    span.setAttribute("shape", Value.of(KeyValue.of("side", Value.of(2))));
    span.end();
    Meter meter = telemetry.getMeter("shop");
    meter.gaugeBuilder("level").build().set(1.5);
    meter.gaugeBuilder("floor").ofLongs().build().set(3);
    meter
        .histogramBuilder("sizes")
        .setExplicitBucketBoundariesAdvice(List.of(1.0, 10.0))
        .build()
        .record(4);
    telemetry
        .getLogsBridge()
        .get("shop")
        .logRecordBuilder()
        .setSeverity(Severity.WARN)
        .setBody("low on stock")
        .setAttribute("item", "nail")
        .emit();
    return seen;
  }
}
