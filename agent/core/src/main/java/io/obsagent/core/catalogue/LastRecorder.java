/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableDoublePointData;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps the last value of operations: a gauge. */
final class LastRecorder extends MetricRecorder<Cell.Last> {
  private final Series<Operation, Cell.Last> series;

  LastRecorder(List<OperationType> types, Rule<Operation> rule, Extras extras) {
    super(types, rule, extras);
    this.series = rule.series(this);
  }

  @Override
  public Cell.Last cell(Attributes attributes) {
    return new Cell.Last(attributes);
  }

  @Override
  Series<Operation, Cell.Last> series() {
    return series;
  }

  @Override
  void record(Operation operation, Cell.@Nullable Last known) {
    double value = value(operation);
    if (!Double.isNaN(value)) {
      cell(operation, known).value = value;
    }
  }

  @Override
  public @Nullable MetricData data(Metric metric, Moment moment) {
    List<DoublePointData> points = new ArrayList<>();
    for (Cell.Last cell : series.cells()) {
      double value = cell.value;
      if (!Double.isNaN(value)) {
        points.add(
            ImmutableDoublePointData.create(moment.start, moment.now, cell.attributes, value));
      }
    }
    return moment.gauges(metric, points);
  }
}
