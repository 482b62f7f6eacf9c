/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.method.NamePattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pattern: {@code *} is any text within a segment, {@code **} any text, {@code [a|b]} one of
 * several, {@code |} outside brackets separates whole alternatives. Between separators {@code **}
 * stands for any number of segments, none included. Immutable.
 */
public final class Glob implements NamePattern {
  private static final int MOST_ALTERNATIVES = 64;
  private static final int MOST_CHARACTERS = 512;

  private final String pattern;
  private final String[] alternatives;
  private final char separator;
  private final boolean ignoreCase;
  private final boolean any;

  private Glob(String pattern, String[] alternatives, char separator, boolean ignoreCase) {
    this.pattern = pattern;
    this.alternatives = alternatives;
    this.separator = separator;
    this.ignoreCase = ignoreCase;
    boolean all = false;
    for (String alternative : alternatives) {
      all |= alternative.equals("**") || (alternative.equals("*") && separator == 0);
    }
    this.any = all;
  }

  /**
   * Compiles a pattern.
   *
   * @param separator what {@code *} does not match; 0 for nothing
   * @throws IllegalArgumentException with a message for the operator
   */
  public static Glob of(String pattern, char separator, boolean ignoreCase) {
    if (pattern.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          "a pattern has at most " + MOST_CHARACTERS + " characters");
    }
    List<String> alternatives = new ArrayList<>();
    for (String alternative : split(pattern)) {
      expand(alternative, alternatives);
    }
    return new Glob(pattern, alternatives.toArray(new String[0]), separator, ignoreCase);
  }

  private static List<String> split(String pattern) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int begin = 0;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '[') {
        depth++;
      } else if (c == ']') {
        depth--;
      } else if (c == '|' && depth == 0) {
        parts.add(pattern.substring(begin, i));
        begin = i + 1;
      }
      if (depth < 0 || depth > 1) {
        break;
      }
    }
    if (depth != 0) {
      throw new IllegalArgumentException("the brackets of '" + pattern + "' do not match");
    }
    parts.add(pattern.substring(begin));
    return parts;
  }

  private static void expand(String pattern, List<String> into) {
    int open = pattern.indexOf('[');
    if (open < 0) {
      if (into.size() == MOST_ALTERNATIVES) {
        throw new IllegalArgumentException(
            "the pattern has more than " + MOST_ALTERNATIVES + " alternatives");
      }
      into.add(pattern);
      return;
    }
    int close = pattern.indexOf(']', open);
    for (String choice : split(pattern.substring(open + 1, close))) {
      expand(pattern.substring(0, open) + choice + pattern.substring(close + 1), into);
    }
  }

  /** Whether everything matches, so that there is no need to ask. */
  boolean matchesAny() {
    return any;
  }

  /** Whether a text matches. */
  @Override
  public boolean matches(String text) {
    if (any) {
      return true;
    }
    for (String alternative : alternatives) {
      if (matches(alternative, text)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public @Nullable List<String> literals() {
    for (String alternative : alternatives) {
      if (alternative.indexOf('*') >= 0) {
        return null;
      }
    }
    return Arrays.asList(alternatives);
  }

  /**
   * Goes back only to the last star of each kind, so the work is bounded by the product of the
   * lengths.
   */
  private boolean matches(String glob, String text) {
    int i = 0;
    int j = 0;
    int star = -1;
    int starText = 0;
    int deep = -1;
    int deepText = 0;
    boolean segments = false;
    while (i < text.length()) {
      if (j < glob.length()) {
        char c = glob.charAt(j);
        if (c == '*') {
          if (j + 1 < glob.length() && glob.charAt(j + 1) == '*') {
            segments = isWholeSegments(glob, j);
            j += segments ? 3 : 2;
            deep = j;
            deepText = i;
            star = -1;
          } else {
            j++;
            star = j;
            starText = i;
          }
          continue;
        }
        if (same(c, text.charAt(i))) {
          i++;
          j++;
          continue;
        }
      }
      if (star >= 0 && (separator == 0 || text.charAt(starText) != separator)) {
        starText++;
        i = starText;
        j = star;
      } else if (deep >= 0) {
        deepText++;
        while (segments && deepText < text.length() && text.charAt(deepText - 1) != separator) {
          deepText++;
        }
        i = deepText;
        j = deep;
        star = -1;
      } else {
        return false;
      }
    }
    while (j < glob.length() && glob.charAt(j) == '*') {
      j++;
    }
    return j == glob.length();
  }

  private boolean isWholeSegments(String glob, int at) {
    return separator != 0
        && (at == 0 || glob.charAt(at - 1) == separator)
        && at + 2 < glob.length()
        && glob.charAt(at + 2) == separator;
  }

  private boolean same(char a, char b) {
    return a == b || (ignoreCase && (Character.toLowerCase(a) == Character.toLowerCase(b)));
  }

  @Override
  public String toString() {
    return pattern;
  }
}
