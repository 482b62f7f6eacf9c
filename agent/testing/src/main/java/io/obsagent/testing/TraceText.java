/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.testing;

import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Traces as text that a test can compare. */
final class TraceText {
  private TraceText() {}

  static List<String> of(List<SpanData> spans) {
    List<SpanData> sorted = new ArrayList<>(spans);
    sorted.sort(Comparator.comparingLong(SpanData::getStartEpochNanos));
    Map<String, List<SpanData>> traces = new LinkedHashMap<>();
    for (SpanData span : sorted) {
      traces.computeIfAbsent(span.getTraceId(), id -> new ArrayList<>()).add(span);
    }
    List<String> texts = new ArrayList<>();
    for (List<SpanData> trace : traces.values()) {
      Set<String> ids = trace.stream().map(SpanData::getSpanId).collect(Collectors.toSet());
      StringBuilder text = new StringBuilder();
      for (SpanData span : trace) {
        if (!ids.contains(span.getParentSpanId())) {
          append(span, trace, "", text);
        }
      }
      texts.add(text.toString().stripTrailing());
    }
    return texts;
  }

  private static void append(
      SpanData span, List<SpanData> trace, String indent, StringBuilder text) {
    text.append(indent).append(span.getKind()).append(' ').append(span.getName()).append('\n');
    for (SpanData other : trace) {
      if (other.getParentSpanId().equals(span.getSpanId())) {
        append(other, trace, indent + "  ", text);
      }
    }
  }
}
