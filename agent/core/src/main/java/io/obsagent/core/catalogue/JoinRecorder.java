/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts and ends a user's own operations by those of instrumentations. */
final class JoinRecorder extends RuleRecorder {
  /** What starts or ends them, compiled. */
  static final class Edge {
    private final OperationSource source;
    private final @Nullable Expression<Operation> when;
    private final Expression<Operation> key;

    Edge(OperationSource source, @Nullable Expression<Operation> when, Expression<Operation> key) {
      this.source = source;
      this.when = when;
      this.key = key;
    }

    boolean takes(Operation operation) {
      return source.takes(operation)
          && (when == null || Boolean.TRUE.equals(when.value(operation)));
    }
  }

  private final Join join;
  private final List<Edge> starts;
  private final List<Edge> ends;

  JoinRecorder(List<OperationType> types, Join join, List<Edge> starts, List<Edge> ends) {
    super(types, join.health());
    this.join = join;
    this.starts = starts;
    this.ends = ends;
  }

  @Override
  void evaluate(Operation operation) {
    Object start = key(starts, operation);
    if (start != null) {
      join.begin(Hashes.of(start), operation);
    }
    Object end = key(ends, operation);
    if (end != null) {
      join.end(Hashes.of(end), operation);
    }
  }

  private @Nullable Object key(List<Edge> edges, Operation operation) {
    for (Edge edge : edges) {
      if (edge.takes(operation)) {
        Object key = edge.key.value(operation);
        if (key == null) {
          health().skipped(Health.NULL);
        }
        return key;
      }
    }
    return null;
  }
}
