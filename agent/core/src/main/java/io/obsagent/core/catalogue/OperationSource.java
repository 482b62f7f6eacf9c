/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import java.util.List;

/** Operations of a type, at their end. */
final class OperationSource extends Source<Operation> {
  private final OperationType type;

  OperationSource(String owner, OperationType type, List<Expression<Operation>> conditions) {
    super(new OperationNames(owner, type), conditions);
    this.type = type;
  }

  OperationType type() {
    return type;
  }
}
