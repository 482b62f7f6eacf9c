/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.SummaryPointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableGaugeData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableHistogramData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableMetricData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableSumData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableSummaryData;
import io.opentelemetry.sdk.resources.Resource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A moment at which metrics are collected: makes their data, of which empty ones are none. */
final class Moment {
  private static final InstrumentationScopeInfo SCOPE =
      InstrumentationScopeInfo.create(Catalogue.SCOPE);

  /** Nanoseconds since 1970. */
  final long start;

  /** Nanoseconds since 1970. */
  final long now;

  private final Resource resource;

  Moment(Resource resource, long start) {
    this.resource = resource;
    this.start = start;
    this.now = System.currentTimeMillis() * 1_000_000;
  }

  @Nullable MetricData counts(Metric metric, List<LongPointData> points) {
    return points.isEmpty()
        ? null
        : ImmutableMetricData.createLongSum(
            resource,
            SCOPE,
            metric.name(),
            metric.help(),
            metric.unit(),
            ImmutableSumData.create(true, AggregationTemporality.CUMULATIVE, points));
  }

  @Nullable MetricData sums(Metric metric, boolean monotonic, List<DoublePointData> points) {
    return points.isEmpty()
        ? null
        : ImmutableMetricData.createDoubleSum(
            resource,
            SCOPE,
            metric.name(),
            metric.help(),
            metric.unit(),
            ImmutableSumData.create(monotonic, AggregationTemporality.CUMULATIVE, points));
  }

  @Nullable MetricData gauges(Metric metric, List<DoublePointData> points) {
    return points.isEmpty()
        ? null
        : ImmutableMetricData.createDoubleGauge(
            resource,
            SCOPE,
            metric.name(),
            metric.help(),
            metric.unit(),
            ImmutableGaugeData.create(points));
  }

  @Nullable MetricData longGauges(Metric metric, List<LongPointData> points) {
    return points.isEmpty()
        ? null
        : ImmutableMetricData.createLongGauge(
            resource,
            SCOPE,
            metric.name(),
            metric.help(),
            metric.unit(),
            ImmutableGaugeData.create(points));
  }

  @Nullable MetricData histograms(Metric metric, List<HistogramPointData> points) {
    return points.isEmpty()
        ? null
        : ImmutableMetricData.createDoubleHistogram(
            resource,
            SCOPE,
            metric.name(),
            metric.help(),
            metric.unit(),
            ImmutableHistogramData.create(AggregationTemporality.CUMULATIVE, points));
  }

  @Nullable MetricData summaries(Metric metric, List<SummaryPointData> points) {
    return points.isEmpty()
        ? null
        : ImmutableMetricData.createDoubleSummary(
            resource,
            SCOPE,
            metric.name(),
            metric.help(),
            metric.unit(),
            ImmutableSummaryData.create(points));
  }
}
