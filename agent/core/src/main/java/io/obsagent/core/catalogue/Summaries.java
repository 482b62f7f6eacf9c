/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.log.AgentLog;
import io.obsagent.core.vocabulary.Distribution;
import io.obsagent.core.vocabulary.Observed;
import io.obsagent.core.vocabulary.ObservedType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.SummaryData;
import io.opentelemetry.sdk.metrics.data.SummaryPointData;
import io.opentelemetry.sdk.metrics.data.ValueAtQuantile;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableMetricData;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** The metrics that are summaries, which OpenTelemetry has no instrument for. Thread-safe. */
final class Summaries implements MetricProducer {
  private static final double[] QUANTILES = {0, 0.25, 0.5, 0.75, 1};

  private final long startNanos = System.currentTimeMillis() * 1_000_000;
  private final List<Summary> all = new ArrayList<>();

  private static final class Summary {
    final Metric metric;
    final ObservedType type;
    final Expression<Observed> value;

    Summary(Metric metric, ObservedType type, Expression<Observed> value) {
      this.metric = metric;
      this.type = type;
      this.value = value;
    }
  }

  /** Adds a metric; before the SDK starts to collect. */
  void add(Metric metric, ObservedType type, Expression<Observed> value) {
    all.add(new Summary(metric, type, value));
  }

  @Override
  public Collection<MetricData> produce(Resource resource) {
    List<MetricData> data = new ArrayList<>();
    for (Summary summary : all) {
      try {
        produce(summary, resource, data);
      } catch (Throwable t) {
        AgentLog.warnOnce(
            summary.metric.name(),
            "cannot read " + summary.metric.name() + ": " + AgentLog.describe(t));
      }
    }
    return data;
  }

  private void produce(Summary summary, Resource resource, List<MetricData> data) {
    for (Observed thing : summary.type.things()) {
      Object read = summary.value.value(thing);
      if (read instanceof Distribution) {
        Metric metric = summary.metric;
        data.add(
            ImmutableMetricData.createDoubleSummary(
                resource,
                InstrumentationScopeInfo.create(Catalogue.SCOPE),
                metric.name(),
                metric.help(),
                metric.unit(),
                SummaryData.create(Collections.singletonList(point((Distribution) read)))));
        return;
      }
    }
  }

  private SummaryPointData point(Distribution read) {
    List<ValueAtQuantile> values = new ArrayList<>();
    for (double quantile : QUANTILES) {
      values.add(ValueAtQuantile.create(quantile, read.quantile(quantile)));
    }
    return SummaryPointData.create(
        startNanos,
        System.currentTimeMillis() * 1_000_000,
        Attributes.empty(),
        read.count(),
        read.sum(),
        values);
  }
}
