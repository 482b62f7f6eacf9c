/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import java.util.List;

/** Operations of a type, at their end. */
class OperationSource extends Source<Operation> {
  private final OperationType type;

  OperationSource(String owner, OperationType type, List<Expression<Operation>> conditions) {
    super(new OperationNames(owner, type), conditions);
    this.type = type;
  }

  OperationSource(
      OperationNames names, OperationType type, List<Expression<Operation>> conditions) {
    super(names, conditions);
    this.type = type;
  }

  final OperationType type() {
    return type;
  }

  /** Says that a rule reads how long operations take. */
  void timed() {}
}
