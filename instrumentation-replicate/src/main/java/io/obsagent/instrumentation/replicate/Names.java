/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.replicate;

/** What names at Replicate look like; anything else in an answer is none and not recorded. */
final class Names {
  private static final int LONGEST_MODEL = 128;
  private static final int LONGEST_ID = 64;

  private Names() {}

  /** Whether it is owner/name. */
  static boolean isModel(String text) {
    int slash = text.indexOf('/');
    return slash > 0
        && slash < text.length() - 1
        && text.length() <= LONGEST_MODEL
        && isWord(text, 0, slash)
        && isWord(text, slash + 1, text.length());
  }

  /** Whether it may be a prediction's id. */
  static boolean isId(String text) {
    return !text.isEmpty() && text.length() <= LONGEST_ID && isWord(text, 0, text.length());
  }

  private static boolean isWord(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_' && c != '.') {
        return false;
      }
    }
    return true;
  }
}
