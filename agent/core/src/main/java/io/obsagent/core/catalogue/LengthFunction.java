/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code len}: the length of a text, the size of a collection, map or array; null of all else. */
final class LengthFunction<S> extends Expression<S> {
  private final Expression<S> operand;

  LengthFunction(Expression<S> operand) {
    this.operand = operand;
  }

  @Override
  @Nullable Object value(S subject) {
    Object value = operand.value(subject);
    if (value instanceof CharSequence) {
      return (long) ((CharSequence) value).length();
    }
    if (value instanceof Collection) {
      return (long) ((Collection<?>) value).size();
    }
    if (value instanceof Map) {
      return (long) ((Map<?, ?>) value).size();
    }
    return value != null && value.getClass().isArray()
        ? (Object) (long) Array.getLength(value)
        : null;
  }
}
