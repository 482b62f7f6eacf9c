/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.DoubleHistogramBuilder;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Distributes a value of operations over buckets. A sampled operation is the example that its
 * bucket points to.
 */
final class HistogramRecorder extends RuleRecorder implements Series.Maker<Cell> {
  private final List<Double> buckets = new ArrayList<>();
  private final Series<Operation, Cell> series;
  private volatile DoubleHistogram[] histograms = {};

  HistogramRecorder(OperationType type, Rule<Operation> rule, double[] buckets) {
    super(type, rule);
    for (double bucket : buckets) {
      this.buckets.add(bucket);
    }
    this.series = rule.series(this);
  }

  @Override
  public Cell cell(Attributes attributes) {
    return new Cell(attributes);
  }

  @Override
  void record(Operation operation) {
    double value = value(operation);
    if (Double.isNaN(value)) {
      return;
    }
    Attributes attributes = series.cell(operation).attributes;
    Context context = operation.isSampled() ? operation.context() : Context.root();
    for (DoubleHistogram histogram : histograms) {
      histogram.record(value, attributes, context);
    }
  }

  @Override
  public void export(Meter meter, Metric metric, List<AutoCloseable> opened) {
    DoubleHistogramBuilder builder =
        meter
            .histogramBuilder(metric.name())
            .setDescription(metric.help())
            .setUnit(metric.unit())
            .setExplicitBucketBoundariesAdvice(buckets);
    DoubleHistogram[] more = Arrays.copyOf(histograms, histograms.length + 1);
    more[histograms.length] = builder.build();
    histograms = more;
  }
}
