/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import org.jspecify.annotations.Nullable;

/** How values of any kind count as numbers and as texts. */
final class Values {
  private Values() {}

  /** The value as a number; not a number for anything else and for null. */
  static double number(@Nullable Object value) {
    return value instanceof Number ? ((Number) value).doubleValue() : Double.NaN;
  }

  /**
   * The value as a text. Of objects that are not plain values only the type is told: their own text
   * may be anything, and asking for it runs code of the application.
   */
  static String text(Object value) {
    if (value instanceof String) {
      return (String) value;
    }
    if (value instanceof Double) {
      double number = (Double) value;
      if (number == Math.rint(number) && Math.abs(number) < 1e15) {
        return Long.toString((long) number);
      }
    }
    if (value instanceof Number
        || value instanceof Boolean
        || value instanceof Character
        || value instanceof CharSequence) {
      return value.toString();
    }
    return value instanceof Enum ? ((Enum<?>) value).name() : value.getClass().getSimpleName();
  }

  /** Whether two values are the same: numbers by size, all else by equality. */
  static boolean same(@Nullable Object a, @Nullable Object b) {
    if (a == null || b == null) {
      return a == b;
    }
    if (a instanceof Long && b instanceof Long) {
      return ((Long) a).longValue() == ((Long) b).longValue();
    }
    if (a instanceof Number && b instanceof Number) {
      return ((Number) a).doubleValue() == ((Number) b).doubleValue();
    }
    if (a instanceof Enum || b instanceof Enum) {
      return text(a).equals(text(b));
    }
    return a.equals(b);
  }
}
