/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.queue;

import java.nio.charset.StandardCharsets;

/**
 * The identity of an element of a queue, derived from its bytes and the queue's key, so that the
 * process that adds it and the one that takes it agree without touching it. It serves as the trace
 * id and root span id of the element's job. Immutable; no number but {@link #high} is ever 0.
 */
final class ElementId {
  /** Of elements beyond this many bytes, only the first and last half count, and their length. */
  private static final int MOST = 1 << 16;

  private static final long C1 = 0x87c37b91114253d5L;
  private static final long C2 = 0x4cf5ad432745937fL;

  final long high;
  final long low;
  final long span;

  private ElementId(long high, long low) {
    this.high = high;
    this.low = low == 0 ? 1 : low;
    long mixed = mix(high * C1 ^ Long.rotateLeft(low, 32) * C2);
    this.span = mixed == 0 ? 1 : mixed;
  }

  /** The identity of an element in the queue of a key. */
  static ElementId of(String key, byte[] element) {
    byte[] name = key.getBytes(StandardCharsets.UTF_8);
    long[] state = {0x9e3779b97f4a7c15L, 0xc2b2ae3d27d4eb4fL};
    absorb(state, name, 0, name.length);
    if (element.length <= MOST) {
      absorb(state, element, 0, element.length);
    } else {
      absorb(state, element, 0, MOST / 2);
      absorb(state, element, element.length - MOST / 2, element.length);
      state[0] ^= element.length;
    }
    long first = mix(state[0] + state[1]);
    return new ElementId(first, mix(state[1] ^ Long.rotateLeft(first, 23)));
  }

  /** Takes in bytes as the 128-bit variant of MurmurHash3 does, and their number. */
  private static void absorb(long[] state, byte[] bytes, int from, int to) {
    long h1 = state[0];
    long h2 = state[1];
    for (int i = from; i < to; i += 16) {
      h1 ^= Long.rotateLeft(word(bytes, i, to) * C1, 31) * C2;
      h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
      h2 ^= Long.rotateLeft(word(bytes, i + 8, to) * C2, 33) * C1;
      h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
    }
    state[0] = mix(h1 ^ (to - from)) + h2;
    state[1] = mix(h2 ^ (to - from)) + state[0];
  }

  /** Up to eight bytes as a number; what lies beyond the end counts as 0. */
  private static long word(byte[] bytes, int from, int to) {
    long word = 0;
    for (int i = Math.min(from + 8, to) - 1; i >= from; i--) {
      word = word << 8 | bytes[i] & 0xff;
    }
    return word;
  }

  private static long mix(long value) {
    long mixed = value;
    mixed ^= mixed >>> 33;
    mixed *= 0xff51afd7ed558ccdL;
    mixed ^= mixed >>> 33;
    mixed *= 0xc4ceb9fe1a85ec53L;
    return mixed ^ mixed >>> 33;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ElementId
        && ((ElementId) other).high == high
        && ((ElementId) other).low == low;
  }

  @Override
  public int hashCode() {
    return (int) low;
  }
}
