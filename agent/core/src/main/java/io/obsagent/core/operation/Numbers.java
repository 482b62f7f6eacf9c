/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

/** Boxed numbers; those of status codes and small counts are shared. */
final class Numbers {
  private static final Long[] SMALL = new Long[1024];

  private Numbers() {}

  static Long box(long value) {
    if (value < 0 || value >= SMALL.length) {
      return value;
    }
    Long boxed = SMALL[(int) value];
    if (boxed == null) {
      boxed = value;
      SMALL[(int) value] = boxed;
    }
    return boxed;
  }
}
