/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.queue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads and adds members of elements that are JSON objects, by their bytes in UTF-8 and without
 * building anything from them. Bytes that are no such object are told apart, never complained of.
 */
final class JsonElement {
  private static final int MOST_READ = 1 << 16;
  private static final int MOST_VALUE = 128;

  private JsonElement() {}

  /** Whether the bytes look like a JSON object: braces around. */
  static boolean isObject(byte[] element) {
    int first = skipBlanks(element, 0);
    int last = element.length - 1;
    while (last > first && isBlank(element[last])) {
      last--;
    }
    return last > first && element[first] == '{' && element[last] == '}';
  }

  /**
   * The value of the first of these members that the object itself, not one within it, has within
   * its first 64 KiB: a text without escapes of at most 128 characters, or a whole number.
   *
   * @param names the preferred one first
   */
  static @Nullable String member(byte[] element, String... names) {
    if (!isObject(element)) {
      return null;
    }
    int end = Math.min(element.length, MOST_READ);
    int best = names.length;
    String found = null;
    int at = skipBlanks(element, 0) + 1;
    while (at < end && best > 0) {
      at = skipBlanks(element, at);
      if (at >= end || element[at] != '"') {
        return found;
      }
      int nameEnd = stringEnd(element, at, end);
      int colon = skipBlanks(element, nameEnd);
      if (colon >= end || element[colon] != ':') {
        return found;
      }
      int value = skipBlanks(element, colon + 1);
      int valueEnd = valueEnd(element, value, end);
      for (int i = 0; i < best; i++) {
        if (is(element, at + 1, nameEnd - 1, names[i])) {
          String text = text(element, value, valueEnd);
          if (text != null) {
            best = i;
            found = text;
          }
        }
      }
      at = skipBlanks(element, valueEnd);
      if (at >= end || element[at] != ',') {
        return found;
      }
      at++;
    }
    return found;
  }

  /**
   * The object with one member more, at its beginning.
   *
   * @param value needs no escapes
   */
  static byte[] with(byte[] element, String name, String value) {
    int brace = skipBlanks(element, 0);
    boolean empty = element[skipBlanks(element, brace + 1)] == '}';
    byte[] member =
        ('"' + name + "\":\"" + value + (empty ? "\"" : "\",")).getBytes(StandardCharsets.US_ASCII);
    byte[] with = new byte[element.length + member.length];
    System.arraycopy(element, 0, with, 0, brace + 1);
    System.arraycopy(member, 0, with, brace + 1, member.length);
    System.arraycopy(
        element, brace + 1, with, brace + 1 + member.length, element.length - brace - 1);
    return with;
  }

  private static @Nullable String text(byte[] element, int from, int to) {
    boolean quoted = from < to && element[from] == '"';
    int begin = quoted ? from + 1 : from;
    int end = quoted ? to - 1 : to;
    while (!quoted && end > begin && isBlank(element[end - 1])) {
      end--;
    }
    if (end <= begin || end - begin > MOST_VALUE) {
      return null;
    }
    for (int i = begin; i < end; i++) {
      byte c = element[i];
      if (quoted ? c == '\\' || c < ' ' : (c < '0' || c > '9') && c != '-') {
        return null;
      }
    }
    return new String(Arrays.copyOfRange(element, begin, end), StandardCharsets.UTF_8);
  }

  private static int valueEnd(byte[] element, int from, int end) {
    int depth = 0;
    int at = from;
    while (at < end) {
      byte c = element[at];
      if (c == '"') {
        at = stringEnd(element, at, end);
        continue;
      }
      if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        if (depth-- == 0) {
          return at;
        }
      } else if (c == ',' && depth == 0) {
        return at;
      }
      at++;
    }
    return end;
  }

  /** Where the string that begins at a quote is over: behind its closing quote. */
  private static int stringEnd(byte[] element, int quote, int end) {
    int at = quote + 1;
    while (at < end && element[at] != '"') {
      at += element[at] == '\\' ? 2 : 1;
    }
    return Math.min(at + 1, end);
  }

  private static boolean is(byte[] element, int from, int to, String name) {
    if (to - from != name.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (element[from + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int skipBlanks(byte[] element, int from) {
    int at = from;
    while (at < element.length && isBlank(element[at])) {
      at++;
    }
    return at;
  }

  private static boolean isBlank(byte c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }
}
