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

  /** How long the value is. */
  Expression<S> length() {
    return new LengthFunction<>(this);
  }
}
