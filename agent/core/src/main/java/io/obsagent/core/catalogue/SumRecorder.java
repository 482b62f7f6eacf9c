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

/** Adds up a value of operations: a counter, or a number that goes up and down. */
final class SumRecorder extends RuleRecorder
    implements Series.Maker<Cell.Sum>, Consumer<ObservableDoubleMeasurement> {
  private final boolean monotonic;
  private final Series<Operation, Cell.Sum> series;

  SumRecorder(OperationType type, Rule<Operation> rule, boolean monotonic) {
    super(type, rule);
    this.monotonic = monotonic;
    this.series = rule.series(this);
  }

  @Override
  public Cell.Sum cell(Attributes attributes) {
    return new Cell.Sum(attributes);
  }

  @Override
  void record(Operation operation) {
    double value = value(operation);
    if (value < 0 && monotonic) {
      rule.health().skipped(Health.NEGATIVE);
    } else if (!Double.isNaN(value)) {
      series.cell(operation).sum.add(value);
    }
  }

  @Override
  public void export(Meter meter, Metric metric, List<AutoCloseable> opened) {
    opened.add(
        monotonic
            ? meter
                .counterBuilder(metric.name())
                .ofDoubles()
                .setDescription(metric.help())
                .setUnit(metric.unit())
                .buildWithCallback(this)
            : meter
                .upDownCounterBuilder(metric.name())
                .ofDoubles()
                .setDescription(metric.help())
                .setUnit(metric.unit())
                .buildWithCallback(this));
  }

  @Override
  public void accept(ObservableDoubleMeasurement measurement) {
    for (Cell.Sum cell : series.cells()) {
      measurement.record(cell.sum.sum(), cell.attributes);
    }
  }
}
