/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.util.List;
import java.util.function.Consumer;

/** Counts operations. */
final class CountRecorder extends RuleRecorder
    implements Series.Maker<Cell.Count>, Consumer<ObservableLongMeasurement> {
  private final Series<Operation, Cell.Count> series;

  CountRecorder(OperationType type, Rule<Operation> rule) {
    super(type, rule);
    this.series = rule.series(this);
  }

  @Override
  public Cell.Count cell(Attributes attributes) {
    return new Cell.Count(attributes);
  }

  @Override
  void record(Operation operation) {
    series.cell(operation).count.increment();
  }

  @Override
  public void export(Meter meter, Metric metric, List<AutoCloseable> opened) {
    opened.add(
        meter
            .counterBuilder(metric.name())
            .setDescription(metric.help())
            .setUnit(metric.unit())
            .buildWithCallback(this));
  }

  @Override
  public void accept(ObservableLongMeasurement measurement) {
    for (Cell.Count cell : series.cells()) {
      measurement.record(cell.count.sum(), cell.attributes);
    }
  }
}
