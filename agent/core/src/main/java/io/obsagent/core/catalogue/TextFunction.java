/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code lower}, {@code upper}, {@code trim}: a text made another one; null of null. */
final class TextFunction<S> extends Expression<S> {
  private final String name;
  private final Expression<S> operand;

  TextFunction(String name, Expression<S> operand) {
    this.name = name;
    this.operand = operand;
  }

  @Override
  @Nullable Object value(S subject) {
    Object value = operand.value(subject);
    if (value == null) {
      return null;
    }
    String text = Values.text(value);
    switch (name) {
      case "lower":
        return text.toLowerCase(Locale.ROOT);
      case "upper":
        return text.toUpperCase(Locale.ROOT);
      default:
        return text.trim();
    }
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
