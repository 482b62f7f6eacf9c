/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.json;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One reading of one text. Goes forward only, and ends where the text is no JSON. */
final class JsonScanner {
  private static final int MAX_CHARACTERS = 1024;
  private static final int MAX_DIGITS = 64;
  private static final int END = -1;

  private final byte[] json;
  private final int length;
  private final @Nullable Object[] values;
  private int missing;
  private int position;

  /** The second half of a pair of surrogates that {@link #character} has read; 0 for none. */
  private char half;

  JsonScanner(byte[] json, int length, @Nullable Object[] values) {
    this.json = json;
    this.length = length;
    this.values = values;
    this.missing = values.length;
  }

  void read(JsonPaths.Node root) {
    if (length >= 3 && json[0] == (byte) 0xEF && json[1] == (byte) 0xBB && json[2] == (byte) 0xBF) {
      position = 3;
    }
    if (token() == '{') {
      object(root);
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] == Absent.NULL ? null : values[i];
    }
  }

  /** Reads the members of an object from its brace on; says whether to go on after it. */
  private boolean object(JsonPaths.Node node) {
    position++;
    while (missing > 0 && token() == '"') {
      position++;
      JsonPaths.Node member = member(node);
      if (token() != ':') {
        return false;
      }
      position++;
      if (!value(member)) {
        return false;
      }
      if (token() != ',') {
        break;
      }
      position++;
    }
    boolean ended = token() == '}';
    position++;
    return ended && missing > 0;
  }

  /** Reads the elements of an array from its bracket on; says whether to go on after it. */
  private boolean array(JsonPaths.Node node) {
    position++;
    for (int place = 0; missing > 0 && token() != ']'; place++) {
      if (!value(node.element(place))) {
        return false;
      }
      if (token() != ',') {
        break;
      }
      position++;
    }
    boolean ended = token() == ']';
    position++;
    return ended && missing > 0;
  }

  /** The member of the name from here on that is asked for; goes behind the name. */
  private JsonPaths.@Nullable Node member(JsonPaths.Node node) {
    int name = position;
    for (JsonPaths.Node child = node.children; child != null; child = child.next) {
      position = name;
      if (isName(child.name)) {
        return child;
      }
    }
    position = name;
    skipString();
    return null;
  }

  private boolean isName(String name) {
    half = 0;
    for (int i = 0; i < name.length(); i++) {
      if (character() != name.charAt(i)) {
        return false;
      }
    }
    if (half != 0 || position >= length || json[position] != '"') {
      return false;
    }
    position++;
    return true;
  }

  /** Reads a value; says whether to go on after it. */
  private boolean value(JsonPaths.@Nullable Node node) {
    int first = token();
    if (node != null && node.children != null) {
      if (first == '{') {
        return object(node);
      }
      if (first == '[') {
        return array(node);
      }
    }
    int index = node == null ? -1 : node.index;
    if (index < 0 || values[index] != null || first == '{' || first == '[') {
      return skip(first);
    }
    Object value = first == '"' ? string() : literal();
    if (value == null) {
      return false;
    }
    values[index] = value;
    missing--;
    return true;
  }

  /** What is there and has no value that could be given. */
  private enum Absent {
    NULL
  }

  /** The next byte that is no white space, which stays the next; negative at the end. */
  private int token() {
    while (position < length) {
      byte next = json[position];
      if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
        return next & 0xFF;
      }
      position++;
    }
    return END;
  }

  /** Goes behind a value of any kind. */
  private boolean skip(int first) {
    if (first == '"') {
      position++;
      return skipString();
    }
    if (first != '{' && first != '[') {
      return skipLiteral();
    }
    int depth = 0;
    while (position < length) {
      byte next = json[position++];
      if (next == '"') {
        if (!skipString()) {
          return false;
        }
      } else if (next == '{' || next == '[') {
        depth++;
      } else if (next == '}' || next == ']') {
        depth--;
        if (depth == 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** Goes behind the quote that ends the string begun; false when there is none. */
  private boolean skipString() {
    while (position < length) {
      byte next = json[position++];
      if (next == '"') {
        return true;
      }
      if (next == '\\') {
        position++;
      }
    }
    return false;
  }

  /** Goes behind a number or a word; false when it is neither, or may go on behind the end. */
  private boolean skipLiteral() {
    int from = position;
    while (position < length && isLiteral(json[position])) {
      position++;
    }
    return position > from && position < length;
  }

  /** The string that begins here; null when it does not end. */
  private @Nullable String string() {
    position++;
    int from = position;
    if (!skipString()) {
      return null;
    }
    int behind = position;
    position = from;
    half = 0;
    StringBuilder text = new StringBuilder(Math.min(behind - 1 - from, MAX_CHARACTERS));
    while ((position < behind - 1 || half != 0) && text.length() < MAX_CHARACTERS) {
      text.append((char) character());
    }
    position = behind;
    return text.toString();
  }

  /** The next UTF-16 unit of a string; negative at its end. */
  private int character() {
    if (half != 0) {
      char second = half;
      half = 0;
      return second;
    }
    if (position >= length || json[position] == '"') {
      return END;
    }
    byte next = json[position++];
    return next == '\\' ? escaped() : next >= 0 ? next : decoded(next);
  }

  private int escaped() {
    if (position >= length) {
      return END;
    }
    byte next = json[position++];
    switch (next) {
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case 'u':
        return hexadecimal();
      default:
        return next >= 0 ? next : decoded(next);
    }
  }

  private int hexadecimal() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = position < length ? Character.digit(json[position], 16) : -1;
      if (digit < 0) {
        return '\uFFFD';
      }
      value = (value << 4) | digit;
      position++;
    }
    return value;
  }

  /** Decodes a character of more than one byte; what is no UTF-8 becomes U+FFFD. */
  private int decoded(byte first) {
    int more = (first & 0xE0) == 0xC0 ? 1 : (first & 0xF0) == 0xE0 ? 2 : 3;
    if ((first & 0xC0) == 0x80 || (first & 0xF8) == 0xF8) {
      return '\uFFFD';
    }
    int code = first & (0x3F >> more);
    for (int i = 0; i < more; i++) {
      if (position >= length || (json[position] & 0xC0) != 0x80) {
        return '\uFFFD';
      }
      code = (code << 6) | (json[position++] & 0x3F);
    }
    if (code < 0x10000) {
      return code;
    }
    if (code > Character.MAX_CODE_POINT) {
      return '\uFFFD';
    }
    half = Character.lowSurrogate(code);
    return Character.highSurrogate(code);
  }

  /** The number or word that begins here; null where {@link #skipLiteral} says false. */
  private @Nullable Object literal() {
    int from = position;
    if (!skipLiteral()) {
      return null;
    }
    switch (json[from]) {
      case 't':
        return isWord("true", from) ? Boolean.TRUE : null;
      case 'f':
        return isWord("false", from) ? Boolean.FALSE : null;
      case 'n':
        return isWord("null", from) ? Absent.NULL : null;
      default:
        return number(from);
    }
  }

  private static boolean isLiteral(byte c) {
    return c >= '0' && c <= '9'
        || c >= 'a' && c <= 'z'
        || c == '.'
        || c == '-'
        || c == '+'
        || c == 'E';
  }

  private boolean isWord(String word, int from) {
    if (position - from != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (json[from + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private Object number(int from) {
    int digits = position - from;
    if (digits > MAX_DIGITS) {
      return Absent.NULL;
    }
    boolean whole = true;
    for (int i = from; i < position; i++) {
      whole &= json[i] >= '0' && json[i] <= '9' || json[i] == '-';
    }
    String text = new String(json, from, digits, StandardCharsets.US_ASCII);
    try {
      if (whole && digits < 19) {
        return Long.valueOf(text);
      }
      double value = Double.parseDouble(text);
      return Double.isInfinite(value) ? Absent.NULL : (Object) value;
    } catch (NumberFormatException e) {
      return Absent.NULL;
    }
  }
}
