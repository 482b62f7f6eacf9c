/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.vocabulary.Observed;
import io.obsagent.core.vocabulary.ObservedType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableDoublePointData;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads observed things when metrics are collected, and adds up those with the same labels. A
 * counter adds what each thing counted since it was last read, so that it never falls when a thing
 * goes away. Thread-safe.
 */
final class ObservedReader implements Emitter, Series.Maker<Cell.Observation> {
  private final ObservedType type;
  private final Rule<Observed> rule;
  private final Expression<Observed> value;
  private final String metricType;
  private final boolean counts;
  private final long everyNanos;
  private final Health.Ticker ticker;
  private long readAt;
  private boolean wasRead;
  private final Series<Observed, Cell.Observation> series;
  private Map<Observed, Double> counted = new IdentityHashMap<>();

  /**
   * Takes what to read.
   *
   * @param everyNanos how long at least from one reading to the next
   */
  ObservedReader(
      ObservedType type,
      Rule<Observed> rule,
      Expression<Observed> value,
      String metricType,
      long everyNanos,
      Health.Ticker ticker) {
    this.type = type;
    this.rule = rule;
    this.value = value;
    this.metricType = metricType;
    this.counts = metricType.equals("counter");
    this.everyNanos = everyNanos;
    this.ticker = ticker;
    this.series = rule.series(this);
  }

  /** The kind of things that it reads. */
  ObservedType type() {
    return type;
  }

  @Override
  public Cell.Observation cell(Attributes attributes) {
    return new Cell.Observation(attributes);
  }

  @Override
  public synchronized @Nullable MetricData data(Metric metric, Moment moment) {
    if (isDue() && !rule.health().isSuspended()) {
      read();
    }
    List<DoublePointData> points = new ArrayList<>();
    for (Cell.Observation cell : series.cells()) {
      if (cell.present) {
        points.add(
            ImmutableDoublePointData.create(moment.start, moment.now, cell.attributes, cell.value));
      }
    }
    switch (metricType) {
      case "counter":
        return moment.sums(metric, true, points);
      case "updown":
        return moment.sums(metric, false, points);
      default:
        return moment.gauges(metric, points);
    }
  }

  private boolean isDue() {
    if (everyNanos > 0) {
      long now = ticker.nanos();
      if (wasRead && now - readAt < everyNanos) {
        return false;
      }
      readAt = now;
      wasRead = true;
    }
    return true;
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
      rule.health().evaluated();
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
