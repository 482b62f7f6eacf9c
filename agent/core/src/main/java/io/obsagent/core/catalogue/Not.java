/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import org.jspecify.annotations.Nullable;

/** {@code not}; of null it is null. */
final class Not<S> extends Expression<S> {
  private final Expression<S> operand;

  Not(Expression<S> operand) {
    this.operand = operand;
  }

  @Override
  @Nullable Object value(S subject) {
    Object value = operand.value(subject);
    return value instanceof Boolean ? (Object) !(Boolean) value : null;
  }

  @Override
  void inputs(Inputs<S> inputs) {
    operand.inputs(inputs);
  }

  @Override
  boolean followsFrom(Inputs<S> inputs) {
    return operand.followsFrom(inputs);
  }
}
