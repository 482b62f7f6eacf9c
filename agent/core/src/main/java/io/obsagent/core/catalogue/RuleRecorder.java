/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import java.util.List;

/** Does with operations what a rule says; whatever the rule throws ends here. */
abstract class RuleRecorder {
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

  /** Told of an operation of one of its types that has ended. */
  @SuppressWarnings("CatchingUnchecked")
  final void ended(Operation operation) {
    if (health.isSuspended()) {
      health.skipped(Health.SUSPENDED);
      return;
    }
    try {
      evaluate(operation);
    } catch (Throwable t) {
      health.failed(t);
    }
  }

  abstract void evaluate(Operation operation);
}
