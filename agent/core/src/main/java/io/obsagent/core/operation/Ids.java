/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import java.util.concurrent.ThreadLocalRandom;

/** Trace and span ids as numbers. */
final class Ids {
  private Ids() {}

  static long nonZero(ThreadLocalRandom random) {
    long id;
    do {
      id = random.nextLong();
    } while (id == 0);
    return id;
  }

  /** Sixteen lower-case hexadecimal digits from an offset on, as an unsigned number. */
  static long parse(String hex, int offset) {
    long value = 0;
    for (int i = offset; i < offset + 16; i++) {
      value = value << 4 | Character.digit(hex.charAt(i), 16);
    }
    return value;
  }
}
