/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableDoublePointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableHistogramData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableHistogramPointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableLongPointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableMetricData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableSumData;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes deltas of cumulative counters and histograms for a backend that wants them, as {@code
 * otel.exporter.otlp.metrics.temporality.preference} says. What is a delta already stays one. For
 * one thread.
 */
final class Deltas {
  private final AggregationTemporalitySelector wanted;

  /** The last points of each metric, by scope and name. */
  private final Map<String, Map<Attributes, PointData>> last = new HashMap<>();

  Deltas(AggregationTemporalitySelector wanted) {
    this.wanted = wanted;
  }

  Collection<MetricData> of(Collection<MetricData> metrics) {
    boolean counters = isDelta(InstrumentType.COUNTER);
    boolean histograms = isDelta(InstrumentType.HISTOGRAM);
    if (!counters && !histograms) {
      return metrics;
    }
    List<MetricData> deltas = new ArrayList<>(metrics.size());
    for (MetricData metric : metrics) {
      MetricData delta = of(metric, counters, histograms);
      if (delta != null) {
        deltas.add(delta);
      }
    }
    return deltas;
  }

  private boolean isDelta(InstrumentType type) {
    return wanted.getAggregationTemporality(type) == AggregationTemporality.DELTA;
  }

  /** Null when nothing was added since the last time. */
  private @Nullable MetricData of(MetricData metric, boolean counters, boolean histograms) {
    switch (metric.getType()) {
      case LONG_SUM:
        return counters
                && metric.getLongSumData().isMonotonic()
                && isCumulative(metric.getLongSumData().getAggregationTemporality())
            ? longs(metric)
            : metric;
      case DOUBLE_SUM:
        return counters
                && metric.getDoubleSumData().isMonotonic()
                && isCumulative(metric.getDoubleSumData().getAggregationTemporality())
            ? doubles(metric)
            : metric;
      case HISTOGRAM:
        return histograms && isCumulative(metric.getHistogramData().getAggregationTemporality())
            ? histograms(metric)
            : metric;
      default:
        return metric;
    }
  }

  private static boolean isCumulative(AggregationTemporality temporality) {
    return temporality == AggregationTemporality.CUMULATIVE;
  }

  private Map<Attributes, PointData> last(MetricData metric) {
    return last.computeIfAbsent(
        metric.getInstrumentationScopeInfo().getName() + ' ' + metric.getName(),
        key -> new HashMap<>());
  }

  private @Nullable MetricData longs(MetricData metric) {
    Map<Attributes, PointData> before = last(metric);
    List<LongPointData> points = new ArrayList<>();
    for (LongPointData point : metric.getLongSumData().getPoints()) {
      LongPointData previous = (LongPointData) before.put(point.getAttributes(), point);
      long added = point.getValue() - (previous == null ? 0 : previous.getValue());
      if (added != 0) {
        points.add(
            ImmutableLongPointData.create(
                start(point, previous), point.getEpochNanos(), point.getAttributes(), added));
      }
    }
    return points.isEmpty()
        ? null
        : ImmutableMetricData.createLongSum(
            metric.getResource(),
            metric.getInstrumentationScopeInfo(),
            metric.getName(),
            metric.getDescription(),
            metric.getUnit(),
            ImmutableSumData.create(true, AggregationTemporality.DELTA, points));
  }

  private @Nullable MetricData doubles(MetricData metric) {
    Map<Attributes, PointData> before = last(metric);
    List<DoublePointData> points = new ArrayList<>();
    for (DoublePointData point : metric.getDoubleSumData().getPoints()) {
      DoublePointData previous = (DoublePointData) before.put(point.getAttributes(), point);
      double added = point.getValue() - (previous == null ? 0 : previous.getValue());
      if (added != 0) {
        points.add(
            ImmutableDoublePointData.create(
                start(point, previous), point.getEpochNanos(), point.getAttributes(), added));
      }
    }
    return points.isEmpty()
        ? null
        : ImmutableMetricData.createDoubleSum(
            metric.getResource(),
            metric.getInstrumentationScopeInfo(),
            metric.getName(),
            metric.getDescription(),
            metric.getUnit(),
            ImmutableSumData.create(true, AggregationTemporality.DELTA, points));
  }

  private @Nullable MetricData histograms(MetricData metric) {
    Map<Attributes, PointData> before = last(metric);
    List<HistogramPointData> points = new ArrayList<>();
    for (HistogramPointData point : metric.getHistogramData().getPoints()) {
      HistogramPointData previous = (HistogramPointData) before.put(point.getAttributes(), point);
      if (previous == null) {
        points.add(point);
      } else if (point.getCount() != previous.getCount()) {
        points.add(added(point, previous));
      }
    }
    return points.isEmpty()
        ? null
        : ImmutableMetricData.createDoubleHistogram(
            metric.getResource(),
            metric.getInstrumentationScopeInfo(),
            metric.getName(),
            metric.getDescription(),
            metric.getUnit(),
            ImmutableHistogramData.create(AggregationTemporality.DELTA, points));
  }

  private static HistogramPointData added(HistogramPointData point, HistogramPointData previous) {
    List<Long> counts = new ArrayList<>(point.getCounts().size());
    for (int i = 0; i < point.getCounts().size(); i++) {
      counts.add(point.getCounts().get(i) - previous.getCounts().get(i));
    }
    return ImmutableHistogramPointData.create(
        previous.getEpochNanos(),
        point.getEpochNanos(),
        point.getAttributes(),
        point.getSum() - previous.getSum(),
        false,
        0,
        false,
        0,
        point.getBoundaries(),
        counts,
        point.getExemplars());
  }

  private static long start(PointData point, @Nullable PointData previous) {
    return previous == null ? point.getStartEpochNanos() : previous.getEpochNanos();
  }
}
