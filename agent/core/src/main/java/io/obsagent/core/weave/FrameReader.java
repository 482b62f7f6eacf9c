/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import java.util.Arrays;

/** Reads an attribute of stack map frames (Java Virtual Machine Specification, 4.7.4). */
abstract class FrameReader {
  private static final int[] NOTHING = {};

  private final byte[] bytes;
  private int at;
  private int[] locals;

  /**
   * Prepares to read.
   *
   * @param at where the number of frames is
   * @param entry what is in the variables when the method begins
   */
  FrameReader(byte[] bytes, int at, int[] entry) {
    this.bytes = bytes;
    this.at = at;
    this.locals = entry;
  }

  /**
   * Gets a frame.
   *
   * @param place where in the code it is
   * @param locals verification types as in {@link CodeWriter}, long and double once
   */
  abstract void frame(int place, int[] locals, int[] stack);

  final void read() {
    int place = -1;
    for (int i = two(); i > 0; i--) {
      int kind = bytes[at++] & 0xFF;
      int[] stack = NOTHING;
      if (kind < 64) {
        place += kind + 1;
      } else if (kind < 128) {
        place += kind - 63;
        stack = types(NOTHING, 1);
      } else {
        place += two() + 1;
        if (kind == 247) {
          stack = types(NOTHING, 1);
        } else if (kind < 251) {
          locals = Arrays.copyOf(locals, locals.length - (251 - kind));
        } else if (kind < 255) {
          locals = types(locals, kind - 251);
        } else {
          locals = types(NOTHING, two());
          stack = types(NOTHING, two());
        }
      }
      frame(place, locals, stack);
    }
  }

  /** Some types and those that are next. */
  private int[] types(int[] first, int more) {
    int[] all = Arrays.copyOf(first, first.length + more);
    for (int i = first.length; i < all.length; i++) {
      int tag = bytes[at++];
      all[i] = tag < CodeWriter.OBJECT ? tag : tag | two() << 8;
    }
    return all;
  }

  private int two() {
    at += 2;
    return Bytes.two(bytes, at - 2);
  }
}
