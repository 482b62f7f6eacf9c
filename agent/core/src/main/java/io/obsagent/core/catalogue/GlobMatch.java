/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import org.jspecify.annotations.Nullable;

/** {@code ~}: whether a value's text matches a pattern; null when the value is null. */
final class GlobMatch<S> extends Expression<S> {
  private final Expression<S> operand;
  private final Glob glob;

  GlobMatch(Expression<S> operand, Glob glob) {
    this.operand = operand;
    this.glob = glob;
  }

  @Override
  @Nullable Object value(S subject) {
    Object value = operand.value(subject);
    return value == null ? null : (Object) glob.matches(Values.text(value));
  }

  @Override
  boolean followsFrom(Inputs<S> inputs) {
    return operand.followsFrom(inputs) || super.followsFrom(inputs);
  }
}
