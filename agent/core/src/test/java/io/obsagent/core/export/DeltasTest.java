/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableDoublePointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableHistogramData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableHistogramPointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableLongPointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableMetricData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableSumData;
import io.opentelemetry.sdk.resources.Resource;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeltasTest {
  private static final AggregationTemporality CUMULATIVE = AggregationTemporality.CUMULATIVE;

  private final Deltas deltas = new Deltas(AggregationTemporalitySelector.deltaPreferred());

  private static MetricData count(boolean monotonic, long now, long value) {
    return ImmutableMetricData.createLongSum(
        Resource.empty(),
        InstrumentationScopeInfo.create("test"),
        "count",
        "",
        "1",
        ImmutableSumData.create(
            monotonic,
            CUMULATIVE,
            List.of(ImmutableLongPointData.create(1, now, Attributes.empty(), value))));
  }

  private static MetricData sum(long now, double value) {
    return ImmutableMetricData.createDoubleSum(
        Resource.empty(),
        InstrumentationScopeInfo.create("test"),
        "sum",
        "",
        "1",
        ImmutableSumData.create(
            true,
            CUMULATIVE,
            List.of(ImmutableDoublePointData.create(1, now, Attributes.empty(), value))));
  }

  private static MetricData histogram(long now, double sum, List<Long> counts) {
    return ImmutableMetricData.createDoubleHistogram(
        Resource.empty(),
        InstrumentationScopeInfo.create("test"),
        "histogram",
        "",
        "s",
        ImmutableHistogramData.create(
            CUMULATIVE,
            List.of(
                ImmutableHistogramPointData.create(
                    1, now, Attributes.empty(), sum, false, 0, false, 0, List.of(1.0), counts))));
  }

  private MetricData one(MetricData metric) {
    Collection<MetricData> made = deltas.of(List.of(metric));
    assertThat(made).hasSize(1);
    return made.iterator().next();
  }

  @Test
  void aCounterTellsWhatWasAddedSinceTheLastTime() {
    assertThat(one(count(true, 10, 5)).getLongSumData().getAggregationTemporality())
        .isEqualTo(AggregationTemporality.DELTA);
    MetricData second = one(count(true, 20, 8));
    assertThat(second.getLongSumData().getPoints())
        .containsExactly(ImmutableLongPointData.create(10, 20, Attributes.empty(), 3));
  }

  @Test
  void aCounterThatStandsStillIsLeftOut() {
    one(count(true, 10, 5));
    assertThat(deltas.of(List.of(count(true, 20, 5)))).isEmpty();
  }

  @Test
  void aSumThatMayFallStaysCumulative() {
    MetricData metric = count(false, 10, 5);
    assertThat(one(metric)).isSameAs(metric);
  }

  @Test
  void aCounterOfFractionsTellsWhatWasAdded() {
    one(sum(10, 0.5));
    assertThat(one(sum(20, 2)).getDoubleSumData().getPoints())
        .containsExactly(ImmutableDoublePointData.create(10, 20, Attributes.empty(), 1.5));
  }

  @Test
  void aHistogramTellsWhatWasAddedToEachBucket() {
    one(histogram(10, 3, List.of(2L, 1L)));
    MetricData second = one(histogram(20, 7, List.of(3L, 4L)));
    assertThat(second.getHistogramData().getPoints().iterator().next())
        .satisfies(
            point -> {
              assertThat(point.getCounts()).containsExactly(1L, 3L);
              assertThat(point.getCount()).isEqualTo(4);
              assertThat(point.getSum()).isEqualTo(4);
              assertThat(point.getStartEpochNanos()).isEqualTo(10);
            });
  }

  @Test
  void nothingIsMadeForABackendThatWantsTotals() {
    Deltas none = new Deltas(AggregationTemporalitySelector.alwaysCumulative());
    List<MetricData> metrics = List.of(count(true, 10, 5));
    assertThat(none.of(metrics)).isSameAs(metrics);
  }
}
