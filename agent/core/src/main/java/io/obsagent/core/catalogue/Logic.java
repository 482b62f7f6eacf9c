/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import org.jspecify.annotations.Nullable;

/** {@code and}, {@code or} of truths that may be unknown: null. What is no truth counts as null. */
final class Logic<S> extends Expression<S> {
  private final Expression<S> left;
  private final Boolean decisive;
  private final Expression<S> right;

  /**
   * Combines two truths.
   *
   * @param decisive what decides if either side is it: false of an {@code and}, true of an {@code
   *     or}
   */
  Logic(Expression<S> left, boolean decisive, Expression<S> right) {
    this.left = left;
    this.decisive = decisive;
    this.right = right;
  }

  @Override
  @Nullable Object value(S subject) {
    Object a = left.value(subject);
    if (decisive.equals(a)) {
      return decisive;
    }
    Object b = right.value(subject);
    if (decisive.equals(b)) {
      return decisive;
    }
    return a instanceof Boolean && b instanceof Boolean ? b : null;
  }

  @Override
  void inputs(Inputs<S> inputs) {
    left.inputs(inputs);
    right.inputs(inputs);
  }

  @Override
  boolean followsFrom(Inputs<S> inputs) {
    return left.followsFrom(inputs) && right.followsFrom(inputs);
  }
}
