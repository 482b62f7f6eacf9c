/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.obsagent.core.operation.Recorder;
import org.jspecify.annotations.Nullable;

/** Records operations by a rule; whatever the rule throws ends here. */
abstract class RuleRecorder implements Recorder, Emitter {
  final Rule<Operation> rule;
  private final OperationType type;
  private final @Nullable Expression<Operation> value;
  private final Health health;

  RuleRecorder(OperationType type, Rule<Operation> rule) {
    this.type = type;
    this.rule = rule;
    this.value = rule.value();
    this.health = rule.health();
  }

  OperationType type() {
    return type;
  }

  @Override
  @SuppressWarnings("CatchingUnchecked")
  public final void ended(Operation operation, long durationNanos) {
    if (health.isSuspended()) {
      health.skipped(Health.SUSPENDED);
      return;
    }
    try {
      if (rule.takes(operation)) {
        record(operation);
      }
    } catch (Throwable t) {
      health.failed(t);
    }
  }

  /** Records an operation that the rule takes. */
  abstract void record(Operation operation);

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
    health.skipped(expression.value(operation) == null ? Health.NULL : Health.NOT_A_NUMBER);
    return Double.NaN;
  }
}
