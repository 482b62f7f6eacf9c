/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The value of the first of several sources that takes an operation; null when none does. */
final class Choice extends Expression<Operation> {
  private final List<OperationSource> sources;
  private final List<Expression<Operation>> values;

  private Choice(List<OperationSource> sources, List<Expression<Operation>> values) {
    this.sources = sources;
    this.values = values;
  }

  /** One value for each source. */
  static Expression<Operation> of(
      List<OperationSource> sources, List<Expression<Operation>> values) {
    return new Choice(sources, values);
  }

  @Override
  @Nullable Object value(Operation operation) {
    for (int i = 0; i < values.size(); i++) {
      if (sources.get(i).takes(operation)) {
        return values.get(i).value(operation);
      }
    }
    return null;
  }
}
