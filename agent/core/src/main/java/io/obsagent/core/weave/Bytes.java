/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import java.util.Arrays;

/** Bytes of a class file in the making; numbers are big-endian. For one thread. */
final class Bytes {
  private byte[] bytes;
  private int size;

  Bytes(int expected) {
    bytes = new byte[expected];
  }

  /** How many there are so far. */
  int size() {
    return size;
  }

  Bytes one(int number) {
    room(1);
    bytes[size++] = (byte) number;
    return this;
  }

  Bytes two(int number) {
    room(2);
    bytes[size++] = (byte) (number >>> 8);
    bytes[size++] = (byte) number;
    return this;
  }

  Bytes four(int number) {
    return two(number >>> 16).two(number);
  }

  Bytes copy(byte[] from, int begin, int end) {
    room(end - begin);
    System.arraycopy(from, begin, bytes, size, end - begin);
    size += end - begin;
    return this;
  }

  Bytes all(Bytes other) {
    return copy(other.bytes, 0, other.size);
  }

  /** Writes two bytes again. */
  void setTwo(int at, int number) {
    bytes[at] = (byte) (number >>> 8);
    bytes[at + 1] = (byte) number;
  }

  /** Writes four bytes again. */
  void setFour(int at, int number) {
    setTwo(at, number >>> 16);
    setTwo(at + 2, number);
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }

  /** The two bytes at a place, as a number without a sign. */
  static int two(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
  }

  /** The four bytes at a place. */
  static int four(byte[] bytes, int at) {
    return two(bytes, at) << 16 | two(bytes, at + 2);
  }
}
