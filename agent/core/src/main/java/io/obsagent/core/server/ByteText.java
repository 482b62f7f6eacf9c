/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.server;

import java.util.Arrays;

/** Text in UTF-8 that grows at its end. Not thread-safe. */
final class ByteText {
  private byte[] bytes;
  private int length;

  ByteText(int capacity) {
    bytes = new byte[capacity];
  }

  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  void truncate(int newLength) {
    length = newLength;
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
    }
  }

  ByteText add(char ascii) {
    reserve(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  /** Adds any text; an unpaired surrogate becomes a question mark. */
  ByteText add(String text) {
    int chars = text.length();
    reserve(chars * 3);
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes[length++] = (byte) c;
      } else {
        i += addWide(text, i);
      }
    }
    return this;
  }

  /**
   * Adds the character at an index that is not ASCII; returns how many chars more than one it took.
   */
  private int addWide(String text, int index) {
    int point = text.codePointAt(index);
    reserve(4);
    if (point < 0x800) {
      bytes[length++] = (byte) (0xc0 | point >> 6);
    } else if (point < 0x10000) {
      if (point >= 0xd800 && point <= 0xdfff) {
        bytes[length++] = '?';
        return 0;
      }
      bytes[length++] = (byte) (0xe0 | point >> 12);
      bytes[length++] = (byte) (0x80 | point >> 6 & 0x3f);
    } else {
      bytes[length++] = (byte) (0xf0 | point >> 18);
      bytes[length++] = (byte) (0x80 | point >> 12 & 0x3f);
      bytes[length++] = (byte) (0x80 | point >> 6 & 0x3f);
    }
    bytes[length++] = (byte) (0x80 | point & 0x3f);
    return point < 0x10000 ? 0 : 1;
  }

  /** Adds a text with backslash and line feed escaped, and the quotation mark if asked. */
  ByteText addEscaped(String text, boolean quotes) {
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' || c == '\n' || (c == '"' && quotes)) {
        if (from < i) {
          add(text.substring(from, i));
        }
        add('\\').add(c == '\n' ? 'n' : c);
        from = i + 1;
      }
    }
    return add(from == 0 ? text : text.substring(from));
  }

  ByteText add(ByteText other, int from, int to) {
    reserve(to - from);
    System.arraycopy(other.bytes, from, bytes, length, to - from);
    length += to - from;
    return this;
  }

  ByteText add(long number) {
    if (number == Long.MIN_VALUE) {
      return add("-9223372036854775808");
    }
    reserve(20);
    long rest = number;
    if (rest < 0) {
      bytes[length++] = '-';
      rest = -rest;
    }
    int digits = 1;
    for (long n = rest; n >= 10; n /= 10) {
      digits++;
    }
    length += digits;
    int at = length;
    for (int i = 0; i < digits; i++) {
      bytes[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return this;
  }

  /** Adds a number in the form that Prometheus reads; a whole number has no decimal point. */
  ByteText add(double number) {
    if (number == (long) number && Math.abs(number) < 1e15) {
      return add((long) number);
    }
    if (Double.isInfinite(number)) {
      return add(number > 0 ? "+Inf" : "-Inf");
    }
    return add(Double.toString(number));
  }
}
