/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import org.jspecify.annotations.Nullable;

/**
 * Called by advice that {@link InlineAdvice} changed: takes from the array that the enter method
 * returned, and gives null or zero where that failed and there is none.
 */
public final class AdviceLocals {
  private AdviceLocals() {}

  public static @Nullable Object objectAt(@Nullable Object @Nullable [] array, int index) {
    return array == null ? null : array[index];
  }

  public static boolean booleanAt(@Nullable Object @Nullable [] array, int index) {
    Object value = objectAt(array, index);
    return value != null && (Boolean) value;
  }

  public static char charAt(@Nullable Object @Nullable [] array, int index) {
    Object value = objectAt(array, index);
    return value == null ? 0 : (Character) value;
  }

  public static byte byteAt(@Nullable Object @Nullable [] array, int index) {
    return number(array, index).byteValue();
  }

  public static short shortAt(@Nullable Object @Nullable [] array, int index) {
    return number(array, index).shortValue();
  }

  public static int intAt(@Nullable Object @Nullable [] array, int index) {
    return number(array, index).intValue();
  }

  public static long longAt(@Nullable Object @Nullable [] array, int index) {
    return number(array, index).longValue();
  }

  public static float floatAt(@Nullable Object @Nullable [] array, int index) {
    return number(array, index).floatValue();
  }

  public static double doubleAt(@Nullable Object @Nullable [] array, int index) {
    return number(array, index).doubleValue();
  }

  private static Number number(@Nullable Object @Nullable [] array, int index) {
    Object value = objectAt(array, index);
    return value == null ? Integer.valueOf(0) : (Number) value;
  }

  /** Null for false, as a method is skipped by null or not. */
  public static @Nullable Object unlessDefault(boolean value) {
    return value ? Boolean.TRUE : null;
  }

  public static @Nullable Object unlessDefault(char value) {
    return value == 0 ? null : value;
  }

  public static @Nullable Object unlessDefault(byte value) {
    return value == 0 ? null : value;
  }

  public static @Nullable Object unlessDefault(short value) {
    return value == 0 ? null : value;
  }

  public static @Nullable Object unlessDefault(int value) {
    return value == 0 ? null : value;
  }

  public static @Nullable Object unlessDefault(long value) {
    return value == 0 ? null : value;
  }

  public static @Nullable Object unlessDefault(float value) {
    return value == 0 ? null : value;
  }

  public static @Nullable Object unlessDefault(double value) {
    return value == 0 ? null : value;
  }
}
