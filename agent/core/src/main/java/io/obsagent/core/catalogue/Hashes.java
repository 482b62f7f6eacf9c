/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Sixty-four bits that stand for a value where it need not be shown: of ten thousand values two
 * share theirs once in a hundred thousand million. They differ from process to process.
 */
final class Hashes {
  private static final long SEED = ThreadLocalRandom.current().nextLong();
  private static final long PRIME = 0x100000001b3L;

  private Hashes() {}

  static long of(Object value) {
    if (value instanceof Long || value instanceof Integer) {
      return mixed(mixed(SEED ^ ((Number) value).longValue()) + 1);
    }
    String text = Values.text(value);
    long hash = SEED;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * PRIME;
      hash ^= hash >>> 29;
    }
    return mixed(hash + text.length());
  }

  private static long mixed(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
