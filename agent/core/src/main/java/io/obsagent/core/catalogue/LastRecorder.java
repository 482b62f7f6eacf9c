/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import java.util.List;
import java.util.function.Consumer;

/** Keeps the last value of operations: a gauge. */
final class LastRecorder extends RuleRecorder
    implements Series.Maker<Cell.Last>, Consumer<ObservableDoubleMeasurement> {
  private final Series<Operation, Cell.Last> series;

  LastRecorder(OperationType type, Rule<Operation> rule) {
    super(type, rule);
    this.series = rule.series(this);
  }

  @Override
  public Cell.Last cell(Attributes attributes) {
    return new Cell.Last(attributes);
  }

  @Override
  void record(Operation operation) {
    double value = value(operation);
    if (!Double.isNaN(value)) {
      series.cell(operation).value = value;
    }
  }

  @Override
  public void export(Meter meter, Metric metric, List<AutoCloseable> opened) {
    opened.add(
        meter
            .gaugeBuilder(metric.name())
            .setDescription(metric.help())
            .setUnit(metric.unit())
            .buildWithCallback(this));
  }

  @Override
  public void accept(ObservableDoubleMeasurement measurement) {
    for (Cell.Last cell : series.cells()) {
      double value = cell.value;
      if (!Double.isNaN(value)) {
        measurement.record(value, cell.attributes);
      }
    }
  }
}
