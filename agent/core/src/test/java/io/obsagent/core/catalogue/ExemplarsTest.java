/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.settings.Settings;
import io.obsagent.core.vocabulary.HttpServer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.metrics.data.DoubleExemplarData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.resources.Resource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which operations the buckets of a histogram point to. */
class ExemplarsTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  @TempDir Path folder;

  @AfterEach
  void forget() {
    Settings.load(null, Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    "trace_based,01,1",
    "trace_based,00,0",
    "ALWAYS_ON,00,1",
    "always_on,01,1",
    "always_off,01,0",
    "other,01,1",
    "other,00,0"
  })
  void theSettingSaysOfWhichOperationsTheyAre(String filter, String flags, int exemplars) {
    Settings.load(null, Map.of("otel.metrics.exemplar.filter", filter));
    try (InstalledRules rules =
        InstalledRules.of(
            folder,
            """
            metrics:
              took_seconds: {type: histogram, on: http.server * **, value: duration}
            """)) {
      SpanContext sender =
          SpanContext.createFromRemoteParent(
              TRACE, "b7ad6b7169203331", TraceFlags.fromHex(flags, 0), TraceState.getDefault());
      Operation.start(HttpServer.TYPE, Context.root().with(Span.wrap(sender))).end();
      List<String> traces = new ArrayList<>();
      for (MetricData metric : rules.catalogue.produce(Resource.empty())) {
        if (metric.getName().equals("took_seconds")) {
          for (DoubleExemplarData exemplar :
              metric.getHistogramData().getPoints().iterator().next().getExemplars()) {
            traces.add(exemplar.getSpanContext().getTraceId());
          }
        }
      }
      assertThat(traces).hasSize(exemplars).allMatch(TRACE::equals);
    }
  }
}
