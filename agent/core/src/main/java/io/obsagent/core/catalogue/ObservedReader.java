/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.vocabulary.Observed;
import io.obsagent.core.vocabulary.ObservedType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads observed things when metrics are collected, and adds up those with the same labels. A
 * counter adds what each thing counted since it was last read, so that it never falls when a thing
 * goes away. Thread-safe.
 */
final class ObservedReader
    implements Emitter, Series.Maker<Cell.Observation>, Consumer<ObservableDoubleMeasurement> {
  private final ObservedType type;
  private final Rule<Observed> rule;
  private final Expression<Observed> value;
  private final String metricType;
  private final boolean counts;
  private final Series<Observed, Cell.Observation> series;
  private Map<Observed, Double> counted = new IdentityHashMap<>();

  ObservedReader(
      ObservedType type, Rule<Observed> rule, Expression<Observed> value, String metricType) {
    this.type = type;
    this.rule = rule;
    this.value = value;
    this.metricType = metricType;
    this.counts = metricType.equals("counter");
    this.series = rule.series(this);
  }

  @Override
  public Cell.Observation cell(Attributes attributes) {
    return new Cell.Observation(attributes);
  }

  @Override
  public void export(Meter meter, Metric metric, List<AutoCloseable> opened) {
    String name = metric.name();
    String help = metric.help();
    String unit = metric.unit();
    switch (metricType) {
      case "counter":
        opened.add(
            meter
                .counterBuilder(name)
                .ofDoubles()
                .setDescription(help)
                .setUnit(unit)
                .buildWithCallback(this));
        break;
      case "updown":
        opened.add(
            meter
                .upDownCounterBuilder(name)
                .ofDoubles()
                .setDescription(help)
                .setUnit(unit)
                .buildWithCallback(this));
        break;
      default:
        opened.add(
            meter.gaugeBuilder(name).setDescription(help).setUnit(unit).buildWithCallback(this));
    }
  }

  @Override
  public synchronized void accept(ObservableDoubleMeasurement measurement) {
    if (!rule.health().isSuspended()) {
      read();
    }
    for (Cell.Observation cell : series.cells()) {
      if (cell.present) {
        measurement.record(cell.value, cell.attributes);
      }
    }
  }

  private void read() {
    if (!counts) {
      for (Cell.Observation cell : series.cells()) {
        cell.value = 0;
        cell.present = false;
      }
    }
    Map<Observed, Double> now = new IdentityHashMap<>();
    for (Observed thing : type.things()) {
      try {
        read(thing, now);
      } catch (Throwable t) {
        rule.health().failed(t);
      }
    }
    counted = now;
  }

  private void read(Observed thing, Map<Observed, Double> now) {
    if (!rule.takes(thing)) {
      return;
    }
    double read = value.number(thing);
    if (Double.isNaN(read)) {
      return;
    }
    Cell.Observation cell = series.cell(thing);
    cell.present = true;
    if (counts) {
      Double before = counted.get(thing);
      cell.value += Math.max(0, before == null ? read : read - before);
      now.put(thing, read);
    } else {
      cell.value += read;
    }
  }
}
