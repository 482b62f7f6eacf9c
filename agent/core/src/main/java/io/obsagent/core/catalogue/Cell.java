/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.metrics.data.DoubleExemplarData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableDoubleExemplarData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableHistogramPointData;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What a rule recorded for one tuple of label values. */
class Cell {
  final Attributes attributes;

  Cell(Attributes attributes) {
    this.attributes = attributes;
  }

  /** How often. Thread-safe. */
  static final class Count extends Cell {
    private final LongAdder own = new LongAdder();
    private final List<LongAdder> shared = new ArrayList<>();

    Count(Attributes attributes) {
      super(attributes);
    }

    void increment() {
      own.increment();
    }

    /** Counts from now on what something else counts, too. */
    synchronized void shares(LongAdder other) {
      shared.add(other);
    }

    synchronized long sum() {
      long sum = own.sum();
      for (LongAdder other : shared) {
        sum += other.sum();
      }
      return sum;
    }
  }

  /** How much in all. Thread-safe. */
  static final class Sum extends Cell {
    final DoubleAdder sum = new DoubleAdder();

    Sum(Attributes attributes) {
      super(attributes);
    }
  }

  /** How much last; not a number before the first time. Thread-safe. */
  static final class Last extends Cell {
    volatile double value = Double.NaN;

    Last(Attributes attributes) {
      super(attributes);
    }
  }

  /** How values are spread, with a recent trace for each bucket. Thread-safe. */
  static final class Spread extends Cell {
    /** A bucket gets a new exemplar at every so many values, a power of two. */
    private static final int EXEMPLAR_EVERY = 64;

    private final double[] bounds;
    private final AtomicLongArray counts;
    private final DoubleAdder sum = new DoubleAdder();
    private final AtomicReferenceArray<@Nullable DoubleExemplarData> exemplars;

    /** Of values up to the first bound, up to the next, and so on, and beyond the last. */
    Spread(Attributes attributes, double[] bounds) {
      super(attributes);
      this.bounds = bounds;
      this.counts = new AtomicLongArray(bounds.length + 1);
      this.exemplars = new AtomicReferenceArray<>(bounds.length + 1);
    }

    /**
     * Adds a value.
     *
     * @return whether it is time for a new exemplar of its bucket
     */
    boolean add(double value) {
      sum.add(value);
      return hasExemplar(counts.incrementAndGet(bucket(value)));
    }

    /** Makes an operation the example of its value's bucket. */
    void exemplar(double value, Operation operation) {
      exemplars.set(
          bucket(value),
          ImmutableDoubleExemplarData.create(
              Attributes.empty(),
              System.currentTimeMillis() * 1_000_000,
              Span.fromContext(operation.context()).getSpanContext(),
              value));
    }

    private int bucket(double value) {
      int bucket = 0;
      while (bucket < bounds.length && value > bounds[bucket]) {
        bucket++;
      }
      return bucket;
    }

    /** At first more often, lest few values have none for long. */
    private static boolean hasExemplar(long count) {
      return count < EXEMPLAR_EVERY
          ? (count & (count - 1)) == 0
          : (count & (EXEMPLAR_EVERY - 1)) == 0;
    }

    /** All so far; null before the first value. */
    @Nullable HistogramPointData point(List<Double> boundaries, Moment moment) {
      List<Long> copy = new ArrayList<>(counts.length());
      List<DoubleExemplarData> traces = new ArrayList<>();
      boolean any = false;
      for (int i = 0; i < counts.length(); i++) {
        long count = counts.get(i);
        any |= count > 0;
        copy.add(count);
        DoubleExemplarData exemplar = exemplars.get(i);
        if (exemplar != null) {
          traces.add(exemplar);
        }
      }
      return any
          ? ImmutableHistogramPointData.create(
              moment.start,
              moment.now,
              attributes,
              sum.sum(),
              false,
              0,
              false,
              0,
              boundaries,
              copy,
              traces)
          : null;
    }
  }

  /** How many different values within a window of time. Thread-safe. */
  static final class Distinct extends Cell {
    final Sketches sketches;

    Distinct(Attributes attributes, Sketches sketches) {
      super(attributes);
      this.sketches = sketches;
    }
  }

  /** How much by the observation going on; its user holds a lock. */
  static final class Observation extends Cell {
    double value;
    boolean present;

    Observation(Attributes attributes) {
      super(attributes);
    }
  }
}
