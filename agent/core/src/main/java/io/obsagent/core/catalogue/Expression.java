/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * A compiled expression. Evaluating one allocates nothing, except for functions that make new texts
 * and for arithmetic whose result is asked for as an object. Immutable.
 *
 * @param <S> what it reads: an operation, an observed thing
 */
abstract class Expression<S> {
  /** The value: a String, Number, Boolean, Throwable or object of the application; or null. */
  abstract @Nullable Object value(S subject);

  /** The value as a number; not a number when it is null or no number. */
  double number(S subject) {
    return Values.number(value(subject));
  }

  /**
   * Adds to inputs what the value follows from, such that equal inputs give an equal value: mostly
   * the expression itself.
   */
  void inputs(Inputs<S> inputs) {
    inputs.add(this);
  }

  /** Whether the value follows from inputs that are there already. */
  boolean followsFrom(Inputs<S> inputs) {
    return inputs.has(this);
  }

  /** Whether another expression reads the very same. */
  boolean isSame(Expression<S> other) {
    return this == other;
  }

  /** How long the value is. */
  Expression<S> length() {
    return new LengthFunction<>(this);
  }
}
