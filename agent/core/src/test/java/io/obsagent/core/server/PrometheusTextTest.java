/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.SummaryPointData;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableLongPointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableMetricData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableSumData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableSummaryData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableSummaryPointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableValueAtQuantile;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {
  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("method");

  private final Reader reader = new Reader();
  private final SdkMeterProvider provider =
      SdkMeterProvider.builder()
          .registerMetricReader(reader)
          .setResource(
              Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "shop")))
          .registerView(
              InstrumentSelector.builder().setName("exponential").build(),
              View.builder().setAggregation(Aggregation.base2ExponentialBucketHistogram()).build())
          .build();
  private final Meter meter = provider.get("one");
  private final PrometheusText text = new PrometheusText(false);

  @AfterEach
  void close() {
    provider.close();
  }

  private static final class Reader implements MetricReader {
    CollectionRegistration registration;

    @Override
    public void register(CollectionRegistration given) {
      registration = given;
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType instrumentType) {
      return AggregationTemporality.CUMULATIVE;
    }

    @Override
    public CompletableResultCode forceFlush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  private static String string(Response response) {
    return new String(response.body, 0, response.length, StandardCharsets.UTF_8);
  }

  private String write(Collection<MetricData> metrics, TextFormat format) {
    return string(text.write(metrics, format));
  }

  private String prometheus() {
    return write(reader.registration.collectAllMetrics(), TextFormat.PROMETHEUS);
  }

  private String openMetrics() {
    return write(reader.registration.collectAllMetrics(), TextFormat.OPEN_METRICS);
  }

  private static SpanContext span(String traceId) {
    return SpanContext.create(
        traceId, "00f067aa0ba902b7", TraceFlags.getSampled(), TraceState.getDefault());
  }

  @Test
  void aCounterKeepsItsName() {
    meter
        .counterBuilder("http_requests_total")
        .setDescription("All \"requests\"\\\nso far")
        .setUnit("1")
        .build()
        .add(3, Attributes.of(METHOD, "GET"));
    assertThat(prometheus())
        .isEqualTo(
            """
            # TYPE http_requests_total counter
            # HELP http_requests_total All "requests"\\\\\\nso far
            http_requests_total{method="GET"} 3
            """);
    assertThat(openMetrics())
        .isEqualTo(
            """
            # TYPE http_requests counter
            # HELP http_requests All \\"requests\\"\\\\\\nso far
            http_requests_total{method="GET"} 3
            # EOF
            """);
  }

  @Test
  void aCounterWithoutTotalIsUnknownToOpenMetrics() {
    meter.counterBuilder("pgx_pool_acquire_count").build().add(1);
    meter.counterBuilder("revenue_total_cents").ofDoubles().build().add(2.5);
    assertThat(prometheus())
        .isEqualTo(
            """
            # TYPE pgx_pool_acquire_count counter
            pgx_pool_acquire_count 1
            # TYPE revenue_total_cents counter
            revenue_total_cents 2.5
            """);
    assertThat(openMetrics())
        .isEqualTo(
            """
            # TYPE pgx_pool_acquire_count unknown
            pgx_pool_acquire_count 1
            # TYPE revenue_total_cents unknown
            revenue_total_cents 2.5
            # EOF
            """);
  }

  @Test
  void aCounterAndAGaugeMayShareABaseName() {
    meter.counterBuilder("jobs_total").build().add(1);
    meter.gaugeBuilder("jobs").build().set(2);
    assertThat(openMetrics())
        .isEqualTo(
            """
            # TYPE jobs gauge
            jobs 2
            # TYPE jobs_total unknown
            jobs_total 1
            # EOF
            """);
  }

  @Test
  void aDottedNameIsTranslatedWithItsUnit() {
    meter.counterBuilder("orders.placed").setUnit("{order}").build().add(1);
    meter.upDownCounterBuilder("pool.size").setUnit("By").build().add(-4);
    assertThat(openMetrics())
        .isEqualTo(
            """
            # TYPE orders_placed counter
            orders_placed_total 1
            # TYPE pool_size_bytes gauge
            # UNIT pool_size_bytes bytes
            pool_size_bytes -4
            # EOF
            """);
  }

  @Test
  void aHistogramIsCumulative() {
    var histogram =
        meter
            .histogramBuilder("latency_seconds")
            .setExplicitBucketBoundariesAdvice(List.of(0.005, 1.0, 30.0))
            .build();
    for (double value : new double[] {0, 0.5, 0.5, 29, 31}) {
      histogram.record(value, Attributes.of(METHOD, "GET"));
    }
    histogram.record(1);
    assertThat(prometheus())
        .isEqualTo(
            """
            # TYPE latency_seconds histogram
            latency_seconds_bucket{le="0.005"} 0
            latency_seconds_bucket{le="1"} 1
            latency_seconds_bucket{le="30"} 1
            latency_seconds_bucket{le="+Inf"} 1
            latency_seconds_sum 1
            latency_seconds_count 1
            latency_seconds_bucket{method="GET",le="0.005"} 1
            latency_seconds_bucket{method="GET",le="1"} 3
            latency_seconds_bucket{method="GET",le="30"} 4
            latency_seconds_bucket{method="GET",le="+Inf"} 5
            latency_seconds_sum{method="GET"} 61
            latency_seconds_count{method="GET"} 5
            """);
  }

  @Test
  void anExponentialHistogramHasPowersOfTwoAsBounds() {
    var histogram = meter.histogramBuilder("exponential").build();
    for (double value : new double[] {0, 0, 1, 1.5, 3, 3.9, 100}) {
      histogram.record(value);
    }
    String lines = prometheus();
    assertThat(lines)
        .contains("exponential_bucket{le=\"0\"} 2\n")
        .contains("exponential_bucket{le=\"1\"} 3\n")
        .contains("exponential_bucket{le=\"2\"} 4\n")
        .contains("exponential_bucket{le=\"4\"} 6\n")
        .contains("exponential_bucket{le=\"128\"} 7\n")
        .contains("exponential_bucket{le=\"+Inf\"} 7\n")
        .contains("exponential_count 7\n");
  }

  @Test
  void anExponentialHistogramOfWideRangeStaysInOrder() {
    var histogram = meter.histogramBuilder("exponential").build();
    for (double value : new double[] {Double.MIN_VALUE, 1e-300, 1e-9, 1, 1e300, Double.MAX_VALUE}) {
      histogram.record(value);
    }
    double bound = Double.NEGATIVE_INFINITY;
    long count = 0;
    for (String line : prometheus().split("\n")) {
      if (line.startsWith("exponential_bucket")) {
        String le = line.substring(line.indexOf('"') + 1, line.lastIndexOf('"'));
        double next = le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
        long nextCount = Long.parseLong(line.substring(line.indexOf(' ') + 1));
        assertThat(next).isGreaterThan(bound);
        assertThat(nextCount).isGreaterThanOrEqualTo(count);
        bound = next;
        count = nextCount;
      }
    }
    assertThat(count).isEqualTo(6);
  }

  @Test
  void aSummaryHasQuantiles() {
    SummaryPointData point =
        ImmutableSummaryPointData.create(
            0,
            1,
            Attributes.of(METHOD, "GET", AttributeKey.stringKey("quantile"), "mine"),
            4,
            10,
            List.of(
                ImmutableValueAtQuantile.create(0.5, 2), ImmutableValueAtQuantile.create(1, 7)));
    MetricData summary =
        ImmutableMetricData.createDoubleSummary(
            Resource.empty(),
            InstrumentationScopeInfo.create("s"),
            "rtt",
            "",
            "",
            ImmutableSummaryData.create(List.of(point)));
    assertThat(write(List.of(summary), TextFormat.PROMETHEUS))
        .isEqualTo(
            """
            # TYPE rtt summary
            rtt{exported_quantile="mine",method="GET",quantile="0.5"} 2
            rtt{exported_quantile="mine",method="GET",quantile="1"} 7
            rtt_sum{exported_quantile="mine",method="GET"} 10
            rtt_count{exported_quantile="mine",method="GET"} 4
            """);
  }

  @Test
  void labelsAreSanitisedJoinedAndEscaped() {
    meter
        .gaugeBuilder("level")
        .build()
        .set(
            1.25,
            Attributes.builder()
                .put("http.route", "/a\"b\\c\nd")
                .put("a.b", "1")
                .put("a_b", "2")
                .put("list", "x", "y\"")
                .put("flags", true, false)
                .put("n", 5)
                .build());
    assertThat(prometheus())
        .isEqualTo(
            """
            # TYPE level gauge
            level{a_b="1;2",flags="[true,false]",http_route="/a\\"b\\\\c\\nd",list="[\\"x\\",\\"y\\\\\\"\\"]",n="5"} 1.25
            """);
  }

  @Test
  void familiesAndSamplesAreSorted() {
    meter.counterBuilder("b_total").build().add(1, Attributes.of(METHOD, "PUT"));
    meter.counterBuilder("b_total").build().add(1, Attributes.of(METHOD, "GET"));
    meter.counterBuilder("a_total").build().add(1);
    assertThat(prometheus().lines().filter(line -> !line.startsWith("#")))
        .containsExactly("a_total 1", "b_total{method=\"GET\"} 1", "b_total{method=\"PUT\"} 1");
  }

  @Test
  void scopesWithOneNameAreOneFamily() {
    meter.counterBuilder("x_total").build().add(1, Attributes.of(METHOD, "GET"));
    provider.get("two").counterBuilder("x_total").build().add(5, Attributes.of(METHOD, "PUT"));
    provider.get("two").counterBuilder("x_total").build().add(7, Attributes.of(METHOD, "GET"));
    String written = prometheus();
    assertThat(written.lines().filter(line -> line.startsWith("# TYPE"))).hasSize(1);
    assertThat(written.lines().filter(line -> line.contains("GET"))).hasSize(1);
    assertThat(written).contains("x_total{method=\"PUT\"} 5\n");
    assertThat(text.dropped()).isEqualTo(1);
  }

  @Test
  void ofConflictingTypesTheFirstWinsAndTheOtherIsCounted() {
    meter.counterBuilder("y_total").build().add(1);
    provider.get("two").gaugeBuilder("y_total").build().set(5);
    String written = prometheus();
    assertThat(written.lines().filter(line -> line.startsWith("# TYPE"))).hasSize(1);
    assertThat(written.lines()).hasSize(2);
    assertThat(text.dropped()).isEqualTo(1);
  }

  @Test
  void deltasAreLeftOutAndCounted() {
    MetricData delta =
        ImmutableMetricData.createLongSum(
            Resource.empty(),
            InstrumentationScopeInfo.create("s"),
            "d_total",
            "",
            "",
            ImmutableSumData.create(
                true,
                AggregationTemporality.DELTA,
                List.of(ImmutableLongPointData.create(0, 1, Attributes.empty(), 1))));
    assertThat(write(List.of(delta), TextFormat.PROMETHEUS)).isEmpty();
    assertThat(text.dropped()).isEqualTo(1);
  }

  @Test
  void onlyOpenMetricsHasExemplars() {
    var histogram =
        meter
            .histogramBuilder("latency_seconds")
            .setExplicitBucketBoundariesAdvice(List.of(1.0, 2.0))
            .build();
    var counter = meter.counterBuilder("hits_total").build();
    try (Scope scope = Span.wrap(span("4bf92f3577b34da6a3ce929d0e0e4736")).makeCurrent()) {
      histogram.record(1.5);
      counter.add(1);
    }
    histogram.record(0.5);
    Collection<MetricData> metrics = reader.registration.collectAllMetrics();
    assertThat(write(metrics, TextFormat.PROMETHEUS)).doesNotContain("trace_id");
    List<String> lines = write(metrics, TextFormat.OPEN_METRICS).lines().toList();
    String label =
        " # {trace_id=\"4bf92f3577b34da6a3ce929d0e0e4736\",span_id=\"00f067aa0ba902b7\"} ";
    assertThat(lines)
        .anyMatch(line -> line.startsWith("hits_total 1" + label + "1 "))
        .anyMatch(line -> line.startsWith("latency_seconds_bucket{le=\"2\"} 2" + label + "1.5 "))
        .contains("latency_seconds_bucket{le=\"1\"} 1", "latency_seconds_bucket{le=\"+Inf\"} 2");
    for (String line : lines) {
      if (line.contains("trace_id")) {
        double seconds = Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
        assertThat(seconds * 1000)
            .isBetween(System.currentTimeMillis() - 60_000.0, System.currentTimeMillis() + 1000.0);
      }
    }
  }

  @Test
  void theResourceIsWrittenOnlyIfAsked() {
    meter.counterBuilder("a_total").build().add(1);
    Collection<MetricData> metrics = reader.registration.collectAllMetrics();
    assertThat(write(metrics, TextFormat.PROMETHEUS)).doesNotContain("target_info");
    PrometheusText asked = new PrometheusText(true);
    assertThat(string(asked.write(metrics, TextFormat.PROMETHEUS)))
        .endsWith("# TYPE target_info gauge\ntarget_info{service_name=\"shop\"} 1\n");
    assertThat(string(asked.write(metrics, TextFormat.OPEN_METRICS)))
        .endsWith("# TYPE target info\ntarget_info{service_name=\"shop\"} 1\n# EOF\n");
  }

  @Test
  void nothingIsWrittenOfNothing() {
    assertThat(prometheus()).isEmpty();
    assertThat(openMetrics()).isEqualTo("# EOF\n");
  }

  @Test
  void promtoolFindsNoErrors() throws Exception {
    everything();
    Process promtool;
    try {
      promtool =
          new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
    } catch (IOException notInstalled) {
      Assumptions.abort("promtool is not installed (Debian package prometheus)");
      return;
    }
    promtool.getOutputStream().write(prometheus().getBytes(StandardCharsets.UTF_8));
    promtool.getOutputStream().close();
    String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(promtool.waitFor()).as(output).isIn(0, 3);
    assertThat(output.lines())
        .as("only advice on names, no errors")
        .allMatch(line -> line.startsWith("odd_counter ") || line.contains("no help text"));
  }

  private void everything() {
    meter.counterBuilder("odd_counter").setDescription("d").build().add(1);
    meter
        .counterBuilder("good_total")
        .setDescription("\\ \n \"é\"")
        .build()
        .add(1, Attributes.of(METHOD, "é\"\\\n"));
    meter.gaugeBuilder("temperature_celsius").build().set(Double.NEGATIVE_INFINITY);
    meter.gaugeBuilder("dotted.name").setUnit("By").build().set(1e300);
    var histogram = meter.histogramBuilder("latency_seconds").build();
    var exponential = meter.histogramBuilder("exponential").build();
    for (double value : Arrays.asList(0.0, 1e-9, 0.3, 7.0, 1e12)) {
      histogram.record(value);
      histogram.record(value, Attributes.of(METHOD, "GET", AttributeKey.stringKey("le"), "mine"));
      exponential.record(value);
    }
  }
}
