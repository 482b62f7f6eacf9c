/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records the operations that a rule takes, for one metric.
 *
 * @param <C> the kind of its cells
 */
abstract class MetricRecorder<C extends Cell> extends RuleRecorder
    implements Emitter, Series.Maker<C> {
  final Rule<Operation> rule;
  private final @Nullable Expression<Operation> value;
  private final @Nullable Once once;
  private final @Nullable SpanLabels spanLabels;

  MetricRecorder(List<OperationType> types, Rule<Operation> rule, Extras extras) {
    super(types, rule.health());
    this.rule = rule;
    this.value = rule.value();
    this.once = extras.once;
    this.spanLabels = extras.spanLabels;
  }

  /** What few rules have. */
  static final class Extras {
    final @Nullable Once once;
    final @Nullable SpanLabels spanLabels;

    Extras(@Nullable Once once, @Nullable SpanLabels spanLabels) {
      this.once = once;
      this.spanLabels = spanLabels;
    }
  }

  @Override
  final void evaluate(Operation operation) {
    if (rule.takes(operation) && (once == null || once.isFirst(operation, health()))) {
      record(operation, null);
      if (spanLabels != null) {
        spanLabels.show(operation);
      }
    }
  }

  /**
   * Records an operation that the rule takes.
   *
   * @param known the cell of its labels; null when that is still to be found
   */
  abstract void record(Operation operation, @Nullable C known);

  /** The cells. */
  abstract Series<Operation, C> series();

  final C cell(Operation operation, @Nullable C known) {
    return known == null ? series().cell(operation) : known;
  }

  @Override
  final @Nullable Rule<Operation> tabled() {
    return once == null && spanLabels == null ? rule : null;
  }

  @Override
  final @Nullable Cell known(Operation operation) {
    return rule.takes(operation) ? series().known(operation) : NONE;
  }

  @Override
  @SuppressWarnings("unchecked")
  final void add(Operation operation, Cell cell) {
    record(operation, (C) cell);
  }

  /** The rule's value; not a number, and counted as skipped, when it has none. */
  final double value(Operation operation) {
    Expression<Operation> expression = value;
    if (expression == null) {
      return 1;
    }
    double number = expression.number(operation);
    if (!Double.isNaN(number) && !Double.isInfinite(number)) {
      return number;
    }
    health().skipped(expression.value(operation) == null ? Health.NULL : Health.NOT_A_NUMBER);
    return Double.NaN;
  }
}
