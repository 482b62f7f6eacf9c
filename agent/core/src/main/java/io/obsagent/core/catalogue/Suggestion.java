/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds what somebody meant who mistyped it. */
public final class Suggestion {
  private Suggestion() {}

  /** The end of a message, such as {@code . Did you mean 'labels'?}; empty when nothing is near. */
  public static String quoted(String word, Collection<String> known) {
    String nearest = nearest(word, known);
    return nearest == null ? "" : ". Did you mean '" + nearest + "'?";
  }

  /** The same without quotation marks, for what stands in expressions. */
  static String plain(String word, Collection<String> known) {
    String nearest = nearest(word, known);
    return nearest == null ? "" : ". Did you mean " + nearest + "?";
  }

  /** What there is to choose from, for a message: {@code : one of a, b, c}. */
  static String list(Collection<String> known) {
    StringBuilder list = new StringBuilder();
    for (String word : known) {
      list.append(list.length() == 0 ? ": one of " : ", ").append(word);
    }
    return list.toString();
  }

  private static @Nullable String nearest(String word, Collection<String> known) {
    int least = Math.max(1, Math.min(3, word.length() / 3)) + 1;
    String nearest = null;
    for (String candidate : known) {
      int distance = distance(word, candidate);
      if (distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    return nearest;
  }

  /** How many letters are added, left out, changed or swapped with their neighbour. */
  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > 3) {
      return Integer.MAX_VALUE;
    }
    int[] before = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < last.length; j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + changed);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
      int[] free = before;
      before = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }
}
