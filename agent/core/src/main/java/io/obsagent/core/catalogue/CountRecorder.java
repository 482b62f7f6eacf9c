/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableLongPointData;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts operations. */
final class CountRecorder extends MetricRecorder<Cell.Count> {
  private final Series<Operation, Cell.Count> series;

  CountRecorder(List<OperationType> types, Rule<Operation> rule, Extras extras) {
    super(types, rule, extras);
    this.series = rule.series(this);
  }

  @Override
  public Cell.Count cell(Attributes attributes) {
    return new Cell.Count(attributes);
  }

  @Override
  Series<Operation, Cell.Count> series() {
    return series;
  }

  @Override
  void record(Operation operation, Cell.@Nullable Count known) {
    cell(operation, known).increment();
  }

  @Override
  public @Nullable MetricData data(Metric metric, Moment moment) {
    List<LongPointData> points = new ArrayList<>();
    for (Cell.Count cell : series.cells()) {
      points.add(
          ImmutableLongPointData.create(moment.start, moment.now, cell.attributes, cell.sum()));
    }
    return moment.counts(metric, points);
  }
}
