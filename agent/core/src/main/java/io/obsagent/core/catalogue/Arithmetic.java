/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import org.jspecify.annotations.Nullable;

/** Sums and products of numbers, and {@code +} of texts; null when either side is null. */
final class Arithmetic<S> extends Expression<S> {
  private final Expression<S> left;
  private final char operator;
  private final Expression<S> right;

  Arithmetic(Expression<S> left, char operator, Expression<S> right) {
    this.left = left;
    this.operator = operator;
    this.right = right;
  }

  @Override
  @Nullable Object value(S subject) {
    Object a = left.value(subject);
    Object b = right.value(subject);
    if (a == null || b == null) {
      return null;
    }
    if (operator == '+' && (a instanceof String || b instanceof String)) {
      return Values.text(a).concat(Values.text(b));
    }
    return result(Values.number(a), Values.number(b));
  }

  @Override
  double number(S subject) {
    return result(left.number(subject), right.number(subject));
  }

  private double result(double a, double b) {
    switch (operator) {
      case '+':
        return a + b;
      case '-':
        return a - b;
      case '*':
        return a * b;
      default:
        return a / b;
    }
  }
}
