/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.queue;

import java.util.List;
import java.util.Locale;

/**
 * Patterns for names, in which {@code *} stands for any characters and {@code ?} for one; case does
 * not matter. Immutable.
 */
final class Globs {
  final List<String> source;
  private final String[] patterns;

  Globs(List<String> source) {
    this.source = source;
    patterns = new String[source.size()];
    for (int i = 0; i < patterns.length; i++) {
      patterns[i] = source.get(i).toLowerCase(Locale.ROOT);
    }
  }

  /** Whether a name is that of one of the patterns. */
  boolean match(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (String pattern : patterns) {
      if (matches(pattern, lower)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(String pattern, String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int resume = 0;
    while (n < name.length()) {
      char c = p < pattern.length() ? pattern.charAt(p) : '\0';
      if (c == '*') {
        star = p++;
        resume = n;
      } else if (p < pattern.length() && (c == '?' || c == name.charAt(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
