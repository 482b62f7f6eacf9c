/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

/** Tells random tokens from words, file names and ids in one segment of a path or a key. */
final class Tokens {
  private static final int MIN_RANDOM = 16;
  private static final int MIN_HEX = 32;

  private Tokens() {}

  /** Whether a segment holds personal data or a secret, or looks random. A UUID is an id. */
  static boolean isSecret(String segment) {
    return segment.indexOf('@') >= 0
        || (!isUuid(segment) && (isRandom(segment) || Secrets.looksSecret(segment)));
  }

  /** Whether a text is a UUID in its usual form. */
  static boolean isUuid(String text) {
    if (text.length() != 36) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      char c = text.charAt(i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : !isHex(c)) {
        return false;
      }
    }
    return true;
  }

  /** Long hexadecimal, or as many changes between letters, cases and digits as no word has. */
  static boolean isRandom(String segment) {
    return isRandom(segment, 0, segment.length());
  }

  static boolean isRandom(String text, int from, int to) {
    int alphanumeric = 0;
    int hex = 0;
    int digits = 0;
    int changes = 0;
    char before = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      char kind = kind(c);
      if (kind != 0) {
        alphanumeric++;
        hex += isHex(c) ? 1 : 0;
        digits += kind == '0' ? 1 : 0;
        changes += before != 0 && kind != before ? 1 : 0;
      }
      before = kind;
    }
    boolean letters = digits < alphanumeric;
    if (hex >= MIN_HEX && hex == alphanumeric && letters) {
      return true;
    }
    int often = digits > 0 ? 4 : 2;
    return alphanumeric >= MIN_RANDOM && letters && changes * often >= alphanumeric;
  }

  private static char kind(char c) {
    if (c >= '0' && c <= '9') {
      return '0';
    }
    return c >= 'a' && c <= 'z' ? 'a' : c >= 'A' && c <= 'Z' ? 'A' : 0;
  }

  static boolean isHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
