/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.obsagent.core.settings.Settings;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Distributes a value of operations over buckets. A sampled operation is the example that its
 * bucket points to; OpenTelemetry's setting can ask for any operation, or for none.
 */
final class HistogramRecorder extends MetricRecorder<Cell.Spread> {
  private static final String FILTER = "otel.metrics.exemplar.filter";

  private final double[] bounds;
  private final boolean exemplars;
  private final boolean unsampledToo;
  private final List<Double> boundaries;
  private final Series<Operation, Cell.Spread> series;

  HistogramRecorder(
      List<OperationType> types, Rule<Operation> rule, Extras extras, double[] bounds) {
    super(types, rule, extras);
    this.bounds = bounds;
    String filter = Settings.find(FILTER);
    this.exemplars = !"always_off".equalsIgnoreCase(filter);
    this.unsampledToo = "always_on".equalsIgnoreCase(filter);
    this.boundaries = new ArrayList<>(bounds.length);
    for (double bound : bounds) {
      boundaries.add(bound);
    }
    this.series = rule.series(this);
  }

  @Override
  public Cell.Spread cell(Attributes attributes) {
    return new Cell.Spread(attributes, bounds);
  }

  @Override
  Series<Operation, Cell.Spread> series() {
    return series;
  }

  @Override
  void record(Operation operation, Cell.@Nullable Spread known) {
    double value = value(operation);
    if (!Double.isNaN(value)) {
      Cell.Spread cell = cell(operation, known);
      if (cell.add(value) && exemplars && (unsampledToo || operation.isSampled())) {
        cell.exemplar(value, operation);
      }
    }
  }

  @Override
  public @Nullable MetricData data(Metric metric, Moment moment) {
    List<HistogramPointData> points = new ArrayList<>();
    for (Cell.Spread cell : series.cells()) {
      HistogramPointData point = cell.point(boundaries, moment);
      if (point != null) {
        points.add(point);
      }
    }
    return moment.histograms(metric, points);
  }
}
