/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import org.jspecify.annotations.Nullable;

/** A text, a number, {@code true}, {@code false} or {@code null} as written. */
final class Literal<S> extends Expression<S> {
  private final @Nullable Object value;
  private final double number;

  Literal(@Nullable Object value) {
    this.value = value;
    this.number = Values.number(value);
  }

  @Override
  @Nullable Object value(S subject) {
    return value;
  }

  @Override
  void inputs(Inputs<S> inputs) {}

  @Override
  boolean followsFrom(Inputs<S> inputs) {
    return true;
  }

  @Override
  double number(S subject) {
    return number;
  }
}
