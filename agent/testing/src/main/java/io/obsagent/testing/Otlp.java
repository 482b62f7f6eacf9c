/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.testing;

import com.google.protobuf.ByteString;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Turns OTLP messages into what the SDK shows in-process. */
final class Otlp {
  private Otlp() {}

  static SpanData span(Span span) {
    SpanContext context = context(span.getTraceId(), span.getSpanId(), span.getTraceState());
    return TestSpanData.builder()
        .setName(span.getName())
        .setKind(SpanKind.valueOf(span.getKind().name().replace("SPAN_KIND_", "")))
        .setSpanContext(context)
        .setParentSpanContext(context(span.getTraceId(), span.getParentSpanId(), ""))
        .setStartEpochNanos(span.getStartTimeUnixNano())
        .setEndEpochNanos(span.getEndTimeUnixNano())
        .setHasEnded(true)
        .setStatus(
            StatusData.create(
                StatusCode.valueOf(span.getStatus().getCode().name().replace("STATUS_CODE_", "")),
                span.getStatus().getMessage()))
        .setAttributes(attributes(span.getAttributesList()))
        .setTotalAttributeCount(span.getAttributesCount())
        .setEvents(
            span.getEventsList().stream()
                .map(
                    event ->
                        EventData.create(
                            event.getTimeUnixNano(),
                            event.getName(),
                            attributes(event.getAttributesList())))
                .toList())
        .setLinks(
            span.getLinksList().stream()
                .map(
                    link ->
                        LinkData.create(
                            context(link.getTraceId(), link.getSpanId(), link.getTraceState()),
                            attributes(link.getAttributesList())))
                .toList())
        .build();
  }

  private static SpanContext context(ByteString traceId, ByteString spanId, String state) {
    return spanId.isEmpty()
        ? SpanContext.getInvalid()
        : SpanContext.create(hex(traceId), hex(spanId), TraceFlags.getSampled(), state(state));
  }

  /** Reads {@code key=value} pairs separated by commas, of which the first is the newest. */
  private static TraceState state(String text) {
    TraceStateBuilder state = TraceState.builder();
    String[] pairs = text.isEmpty() ? new String[0] : text.split(",");
    for (int i = pairs.length - 1; i >= 0; i--) {
      String[] pair = pairs[i].split("=", 2);
      state.put(pair[0].trim(), pair[1].trim());
    }
    return state.build();
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  static Attributes attributes(List<KeyValue> pairs) {
    AttributesBuilder attributes = Attributes.builder();
    for (KeyValue pair : pairs) {
      String key = pair.getKey();
      AnyValue value = pair.getValue();
      switch (value.getValueCase()) {
        case STRING_VALUE -> attributes.put(key, value.getStringValue());
        case INT_VALUE -> attributes.put(key, value.getIntValue());
        case BOOL_VALUE -> attributes.put(key, value.getBoolValue());
        case DOUBLE_VALUE -> attributes.put(key, value.getDoubleValue());
        case ARRAY_VALUE ->
            attributes.put(
                AttributeKey.stringArrayKey(key),
                value.getArrayValue().getValuesList().stream()
                    .map(AnyValue::getStringValue)
                    .toList());
        default -> throw new IllegalArgumentException("attribute " + pair);
      }
    }
    return attributes.build();
  }

  static List<Series> series(Metric metric) {
    String name = metric.getName();
    List<Series> all = new ArrayList<>();
    for (NumberDataPoint p : metric.getSum().getDataPointsList()) {
      all.add(new Series(name, attributes(p.getAttributesList()), value(p), 0, false));
    }
    for (NumberDataPoint p : metric.getGauge().getDataPointsList()) {
      all.add(new Series(name, attributes(p.getAttributesList()), value(p), 0, true));
    }
    for (HistogramDataPoint p : metric.getHistogram().getDataPointsList()) {
      all.add(new Series(name, attributes(p.getAttributesList()), p.getSum(), p.getCount(), false));
    }
    for (SummaryDataPoint p : metric.getSummary().getDataPointsList()) {
      all.add(new Series(name, attributes(p.getAttributesList()), p.getSum(), p.getCount(), false));
    }
    return all;
  }

  private static double value(NumberDataPoint point) {
    return point.hasAsInt() ? point.getAsInt() : point.getAsDouble();
  }

  /** When the points of a metric were collected, in nanoseconds since the epoch; 0 for unknown. */
  static long collectedAt(Metric metric) {
    if (metric.getSum().getDataPointsCount() > 0) {
      return metric.getSum().getDataPoints(0).getTimeUnixNano();
    }
    return metric.getGauge().getDataPointsCount() > 0
        ? metric.getGauge().getDataPoints(0).getTimeUnixNano()
        : 0;
  }
}
