/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import org.jspecify.annotations.Nullable;

/** {@code bucket(x, 10, 50)}: one of {@code <=10}, {@code <=50}, {@code >50}; null of no number. */
final class BucketFunction<S> extends Expression<S> {
  private final Expression<S> operand;
  private final double[] bounds;
  private final String[] names;

  BucketFunction(Expression<S> operand, double[] bounds) {
    this.operand = operand;
    this.bounds = bounds;
    this.names = new String[bounds.length + 1];
    for (int i = 0; i < bounds.length; i++) {
      names[i] = "<=".concat(Values.text(bounds[i]));
    }
    names[bounds.length] = ">".concat(Values.text(bounds[bounds.length - 1]));
  }

  @Override
  @Nullable Object value(S subject) {
    double number = operand.number(subject);
    if (Double.isNaN(number)) {
      return null;
    }
    int i = 0;
    while (i < bounds.length && number > bounds[i]) {
      i++;
    }
    return names[i];
  }
}
