/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.obsagent.core.operation.Recorder;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Operations of a type, at their end. */
class OperationSource extends Source<Operation> {
  private final OperationType type;
  private final @Nullable Join join;

  OperationSource(String owner, OperationType type, List<Expression<Operation>> conditions) {
    super(new OperationNames(owner, type), conditions);
    this.type = type;
    this.join = null;
  }

  /** The operations that a join makes. */
  OperationSource(Join join, Names<Operation> names, List<Expression<Operation>> conditions) {
    super(names, conditions);
    this.type = join.type();
    this.join = join;
  }

  OperationSource(
      OperationNames names, OperationType type, List<Expression<Operation>> conditions) {
    super(names, conditions);
    this.type = type;
    this.join = null;
  }

  final OperationType type() {
    return type;
  }

  /** What makes the operations; null for those of instrumentations. */
  @Nullable Join join() {
    return join;
  }

  /** Whether an operation is one of these. */
  boolean takes(Operation operation) {
    if (operation.type() != type) {
      return false;
    }
    List<Expression<Operation>> conditions = conditions();
    for (int i = 0; i < conditions.size(); i++) {
      if (!Boolean.TRUE.equals(conditions.get(i).value(operation))) {
        return false;
      }
    }
    return true;
  }

  /** Calls that must be woven for what expressions read, and who is told of them; mostly none. */
  Map<OperationType, Recorder> listeners() {
    return Collections.emptyMap();
  }

  /** Says that a rule reads how long operations take. */
  void timed() {}
}
