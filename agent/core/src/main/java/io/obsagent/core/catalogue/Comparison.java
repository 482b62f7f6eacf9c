/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * {@code ==} and {@code !=}, for which null is a value like others, and the order of two numbers or
 * two texts, which is null where there is none.
 */
final class Comparison<S> extends Expression<S> {
  private final Expression<S> left;
  private final String operator;
  private final Expression<S> right;

  Comparison(Expression<S> left, String operator, Expression<S> right) {
    this.left = left;
    this.operator = operator;
    this.right = right;
  }

  @Override
  @Nullable Object value(S subject) {
    Object a = left.value(subject);
    Object b = right.value(subject);
    switch (operator) {
      case "==":
        return Values.same(a, b);
      case "!=":
        return !Values.same(a, b);
      default:
        return ordered(a, b);
    }
  }

  private @Nullable Object ordered(@Nullable Object a, @Nullable Object b) {
    int order;
    if (a instanceof Number && b instanceof Number) {
      double x = ((Number) a).doubleValue();
      double y = ((Number) b).doubleValue();
      if (Double.isNaN(x) || Double.isNaN(y)) {
        return null;
      }
      order = x < y ? -1 : x > y ? 1 : 0;
    } else if (a instanceof String && b instanceof String) {
      order = ((String) a).compareTo((String) b);
    } else {
      return null;
    }
    switch (operator) {
      case "<":
        return order < 0;
      case "<=":
        return order <= 0;
      case ">":
        return order > 0;
      default:
        return order >= 0;
    }
  }

  @Override
  boolean followsFrom(Inputs<S> inputs) {
    return (left.followsFrom(inputs) && right.followsFrom(inputs)) || super.followsFrom(inputs);
  }
}
