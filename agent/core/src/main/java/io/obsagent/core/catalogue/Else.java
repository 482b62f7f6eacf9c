/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import org.jspecify.annotations.Nullable;

/** The first of two values that is not null. */
final class Else<S> extends Expression<S> {
  private final Expression<S> first;
  private final Expression<S> second;

  Else(Expression<S> first, Expression<S> second) {
    this.first = first;
    this.second = second;
  }

  @Override
  @Nullable Object value(S subject) {
    Object value = first.value(subject);
    return value == null ? second.value(subject) : value;
  }

  @Override
  void inputs(Inputs<S> inputs) {
    first.inputs(inputs);
    second.inputs(inputs);
  }

  @Override
  boolean followsFrom(Inputs<S> inputs) {
    return first.followsFrom(inputs) && second.followsFrom(inputs);
  }
}
