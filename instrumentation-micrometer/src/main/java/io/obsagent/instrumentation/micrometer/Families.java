/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.micrometer;

import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.DoubleExemplarData;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.metrics.data.SummaryPointData;
import io.opentelemetry.sdk.metrics.data.ValueAtQuantile;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableDoublePointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableGaugeData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableHistogramData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableHistogramPointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableMetricData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableSumData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableSummaryData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableSummaryPointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableValueAtQuantile;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Values of meters, gathered by the names of their metrics. Where meters of one name are of several
 * kinds, the first kind counts. For one thread.
 */
final class Families {
  private static final InstrumentationScopeInfo SCOPE =
      InstrumentationScopeInfo.create("io.micrometer");
  private static final long START = System.currentTimeMillis() * 1_000_000;

  private enum Kind {
    SUM,
    GAUGE,
    SUMMARY,
    HISTOGRAM
  }

  private static final class Family {
    final String name;
    final Kind kind;
    final String about;
    final String unit;
    final List<PointData> points = new ArrayList<>();

    Family(String name, Kind kind, String about, String unit) {
      this.name = name;
      this.kind = kind;
      this.about = about;
      this.unit = unit;
    }
  }

  private final Resource resource;
  private final long now = System.currentTimeMillis() * 1_000_000;
  private final Map<String, Family> families = new LinkedHashMap<>();

  Families(Resource resource) {
    this.resource = resource;
  }

  void sum(String name, String about, String unit, Attributes tags, double value) {
    add(name, Kind.SUM, about, unit, ImmutableDoublePointData.create(START, now, tags, value));
  }

  /** A gauge without a value now is left out. */
  void gauge(String name, String about, String unit, Attributes tags, double value) {
    if (!Double.isNaN(value)) {
      add(name, Kind.GAUGE, about, unit, ImmutableDoublePointData.create(START, now, tags, value));
    }
  }

  void summary(String name, String about, String unit, Attributes tags, long count, double total) {
    List<ValueAtQuantile> none = Collections.emptyList();
    add(
        name,
        Kind.SUMMARY,
        about,
        unit,
        ImmutableSummaryPointData.create(START, now, tags, count, total, none));
  }

  /**
   * A histogram where the meter has buckets, else a summary with the percentiles that it has.
   *
   * @param total of all values, which early versions tell wrong in the snapshot
   * @param max the largest value of late
   * @param time what the snapshot's values become; null where they are no times
   */
  void distribution(
      String name,
      String about,
      String unit,
      Attributes tags,
      double total,
      double max,
      HistogramSnapshot snapshot,
      @Nullable TimeUnit time) {
    CountAtBucket[] buckets = snapshot.histogramCounts();
    if (buckets.length > 0) {
      PointData point = histogram(tags, snapshot.count(), total, buckets, time);
      add(name, Kind.HISTOGRAM, about, unit, point);
    } else {
      List<ValueAtQuantile> quantiles = new ArrayList<>();
      for (ValueAtPercentile value : snapshot.percentileValues()) {
        quantiles.add(
            ImmutableValueAtQuantile.create(
                value.percentile(), time == null ? value.value() : value.value(time)));
      }
      add(
          name,
          Kind.SUMMARY,
          about,
          unit,
          ImmutableSummaryPointData.create(START, now, tags, snapshot.count(), total, quantiles));
    }
    gauge(name.concat("_max"), about, unit, tags, max);
  }

  private PointData histogram(
      Attributes tags, long count, double total, CountAtBucket[] buckets, @Nullable TimeUnit time) {
    List<Double> bounds = new ArrayList<>(buckets.length);
    List<Long> counts = new ArrayList<>(buckets.length + 1);
    long below = 0;
    for (CountAtBucket bucket : buckets) {
      double raw = bucket.bucket();
      if (!Double.isInfinite(raw) && raw < Long.MAX_VALUE) {
        long here = Math.max((long) bucket.count(), below);
        bounds.add(time == null ? raw : bucket.bucket(time));
        counts.add(here - below);
        below = here;
      }
    }
    counts.add(Math.max(0, count - below));
    List<DoubleExemplarData> none = Collections.emptyList();
    return ImmutableHistogramPointData.create(
        START, now, tags, total, false, 0, false, 0, bounds, counts, none);
  }

  private void add(String name, Kind kind, String about, String unit, PointData point) {
    Family family = families.get(name);
    if (family == null) {
      family = new Family(name, kind, about, unit);
      families.put(name, family);
    }
    if (family.kind == kind) {
      family.points.add(point);
    }
  }

  Collection<MetricData> metrics() {
    List<MetricData> all = new ArrayList<>(families.size());
    for (Family family : families.values()) {
      all.add(metric(family));
    }
    return all;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private MetricData metric(Family family) {
    Collection points = family.points;
    switch (family.kind) {
      case SUM:
        return ImmutableMetricData.createDoubleSum(
            resource,
            SCOPE,
            family.name,
            family.about,
            family.unit,
            ImmutableSumData.create(
                true, AggregationTemporality.CUMULATIVE, (Collection<DoublePointData>) points));
      case GAUGE:
        return ImmutableMetricData.createDoubleGauge(
            resource,
            SCOPE,
            family.name,
            family.about,
            family.unit,
            ImmutableGaugeData.create((Collection<DoublePointData>) points));
      case SUMMARY:
        return ImmutableMetricData.createDoubleSummary(
            resource,
            SCOPE,
            family.name,
            family.about,
            family.unit,
            ImmutableSummaryData.create((Collection<SummaryPointData>) points));
      default:
        return ImmutableMetricData.createDoubleHistogram(
            resource,
            SCOPE,
            family.name,
            family.about,
            family.unit,
            ImmutableHistogramData.create(
                AggregationTemporality.CUMULATIVE, (Collection<HistogramPointData>) points));
    }
  }
}
