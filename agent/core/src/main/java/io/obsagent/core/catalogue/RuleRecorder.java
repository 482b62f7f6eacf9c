/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.common.Attributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Does with operations what a rule says; whatever the rule throws ends here. */
abstract class RuleRecorder {
  /** In place of a cell: the rule does not take the operation. */
  static final Cell NONE = new Cell(Attributes.empty());

  private final List<OperationType> types;
  private final Health health;

  RuleRecorder(List<OperationType> types, Health health) {
    this.types = types;
    this.health = health;
  }

  /** The types whose operations it is to be told of. */
  final List<OperationType> types() {
    return types;
  }

  final Health health() {
    return health;
  }

  /**
   * Told of an operation of one of its types that has ended.
   *
   * @param known where it is recorded; null when that is still to be found
   */
  @SuppressWarnings("CatchingUnchecked")
  final void ended(Operation operation, @Nullable Cell known) {
    if (health.isSuspended()) {
      health.skipped(Health.SUSPENDED);
      return;
    }
    try {
      if (known == null) {
        evaluate(operation);
      } else {
        add(operation, known);
      }
    } catch (Throwable t) {
      health.failed(t);
    }
  }

  abstract void evaluate(Operation operation);

  /** The rule, when what it does depends on nothing but its labels' and conditions' inputs. */
  @Nullable Rule<Operation> tabled() {
    return null;
  }

  /**
   * Where an operation is recorded; {@link #NONE} when it is not taken, null when it has no cell of
   * its own.
   */
  @Nullable Cell known(Operation operation) {
    return null;
  }

  /** Records an operation that the rule takes in a cell that is its own. */
  void add(Operation operation, Cell cell) {}
}
