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

/** Adds up a value of operations: a counter, or a number that goes up and down. */
final class SumRecorder extends MetricRecorder<Cell.Sum> {
  private final boolean monotonic;
  private final Series<Operation, Cell.Sum> series;

  SumRecorder(List<OperationType> types, Rule<Operation> rule, Extras extras, boolean monotonic) {
    super(types, rule, extras);
    this.monotonic = monotonic;
    this.series = rule.series(this);
  }

  @Override
  public Cell.Sum cell(Attributes attributes) {
    return new Cell.Sum(attributes);
  }

  @Override
  Series<Operation, Cell.Sum> series() {
    return series;
  }

  @Override
  void record(Operation operation, Cell.@Nullable Sum known) {
    double value = value(operation);
    if (value < 0 && monotonic) {
      rule.health().skipped(Health.NEGATIVE);
    } else if (!Double.isNaN(value)) {
      cell(operation, known).sum.add(value);
    }
  }

  @Override
  public @Nullable MetricData data(Metric metric, Moment moment) {
    List<DoublePointData> points = new ArrayList<>();
    for (Cell.Sum cell : series.cells()) {
      points.add(
          ImmutableDoublePointData.create(
              moment.start, moment.now, cell.attributes, cell.sum.sum()));
    }
    return moment.sums(metric, monotonic, points);
  }
}
