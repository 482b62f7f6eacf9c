/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.opentelemetry.api.common.Attributes;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** What a metric keeps for one tuple of labels; by itself only the tuple. */
class Cell {
  final Attributes attributes;

  Cell(Attributes attributes) {
    this.attributes = attributes;
  }

  /** How often. Thread-safe. */
  static final class Count extends Cell {
    final LongAdder count = new LongAdder();

    Count(Attributes attributes) {
      super(attributes);
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

  /** How much by the observation going on; its user holds a lock. */
  static final class Observation extends Cell {
    double value;
    boolean present;

    Observation(Attributes attributes) {
      super(attributes);
    }
  }
}
