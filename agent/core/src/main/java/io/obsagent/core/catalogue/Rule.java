/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rule takes and what it reads from it, compiled. Immutable but for its labels' values.
 *
 * @param <S> what it reads
 */
final class Rule<S> {
  private final List<Expression<S>> conditions;
  private final @Nullable Expression<S> value;
  private final Label<S>[] labels;
  private final int mostSeries;
  private final Health health;

  Rule(
      List<Expression<S>> conditions,
      @Nullable Expression<S> value,
      Label<S>[] labels,
      int mostSeries,
      Health health) {
    this.conditions = conditions;
    this.value = value;
    this.labels = labels;
    this.mostSeries = mostSeries;
    this.health = health;
  }

  /** Whether the rule takes a subject. */
  boolean takes(S subject) {
    for (int i = 0; i < conditions.size(); i++) {
      if (!Boolean.TRUE.equals(conditions.get(i).value(subject))) {
        return false;
      }
    }
    return true;
  }

  /** Adds what the labels follow from. */
  void labelInputs(Inputs<S> inputs) {
    for (Label<S> label : labels) {
      label.from().inputs(inputs);
    }
  }

  /** Adds what the conditions follow from beside what is there. */
  void conditionInputs(Inputs<S> inputs) {
    for (Expression<S> condition : conditions) {
      condition.inputs(inputs);
    }
  }

  /** The expression of the value; null when the rule counts. */
  @Nullable Expression<S> value() {
    return value;
  }

  Health health() {
    return health;
  }

  /** A place for this rule's cells. */
  <C extends Cell> Series<S, C> series(Series.Maker<C> maker) {
    return new Series<>(labels, mostSeries, maker, health);
  }
}
