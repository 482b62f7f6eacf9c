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

/** Counts the different values that operations have had within a window of time: a gauge. */
final class DistinctRecorder extends MetricRecorder<Cell.Distinct> {
  private final Expression<Operation> what;
  private final long windowNanos;
  private final Health.Ticker ticker;
  private final Series<Operation, Cell.Distinct> series;

  DistinctRecorder(
      List<OperationType> types,
      Rule<Operation> rule,
      Extras extras,
      Expression<Operation> what,
      long windowNanos,
      Health.Ticker ticker) {
    super(types, rule, extras);
    this.what = what;
    this.windowNanos = windowNanos;
    this.ticker = ticker;
    this.series = rule.series(this);
  }

  @Override
  public Cell.Distinct cell(Attributes attributes) {
    return new Cell.Distinct(attributes, new Sketches(windowNanos));
  }

  @Override
  Series<Operation, Cell.Distinct> series() {
    return series;
  }

  @Override
  void record(Operation operation, Cell.@Nullable Distinct known) {
    Object value = what.value(operation);
    if (value == null) {
      health().skipped(Health.NULL);
    } else {
      cell(operation, known).sketches.add(Hashes.of(value), ticker.nanos());
    }
  }

  @Override
  public @Nullable MetricData data(Metric metric, Moment moment) {
    long now = ticker.nanos();
    List<LongPointData> points = new ArrayList<>();
    for (Cell.Distinct cell : series.cells()) {
      points.add(
          ImmutableLongPointData.create(
              moment.start, moment.now, cell.attributes, cell.sketches.count(now)));
    }
    return moment.longGauges(metric, points);
  }
}
