/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.queue;

/**
 * Looks through all of an element, to know for sure that it is a JSON object before anything is
 * added to it.
 */
final class JsonCheck {
  private static final int DEEPEST = 64;

  private final byte[] text;
  private final String name;
  private int at;

  private JsonCheck(byte[] text, String name) {
    this.text = text;
    this.name = name;
  }

  /**
   * Whether the bytes are a JSON object that has no member of a name, nor one whose name is written
   * with escapes, and of which nothing is nested too deep to look at.
   */
  static boolean isObjectWithout(byte[] text, String name) {
    JsonCheck check = new JsonCheck(text, name);
    check.skipBlanks();
    if (check.next() != '{' || !check.object(0)) {
      return false;
    }
    check.skipBlanks();
    return check.at == text.length;
  }

  private int next() {
    return at < text.length ? text[at] : -1;
  }

  private boolean takes(char expected) {
    if (next() != expected) {
      return false;
    }
    at++;
    return true;
  }

  private boolean value(int depth) {
    switch (next()) {
      case '{':
        return object(depth);
      case '[':
        return array(depth);
      case '"':
        return string();
      case 't':
        return word("true");
      case 'f':
        return word("false");
      case 'n':
        return word("null");
      default:
        return number();
    }
  }

  private boolean object(int depth) {
    at++;
    skipBlanks();
    if (takes('}')) {
      return true;
    }
    while (depth < DEEPEST) {
      skipBlanks();
      int begin = at;
      if (!string() || depth == 0 && mayBeName(begin + 1, at - 1)) {
        return false;
      }
      skipBlanks();
      if (!takes(':')) {
        return false;
      }
      skipBlanks();
      if (!value(depth + 1)) {
        return false;
      }
      skipBlanks();
      if (takes('}')) {
        return true;
      }
      if (!takes(',')) {
        return false;
      }
    }
    return false;
  }

  private boolean array(int depth) {
    at++;
    skipBlanks();
    if (takes(']')) {
      return true;
    }
    while (depth < DEEPEST) {
      skipBlanks();
      if (!value(depth + 1)) {
        return false;
      }
      skipBlanks();
      if (takes(']')) {
        return true;
      }
      if (!takes(',')) {
        return false;
      }
    }
    return false;
  }

  private boolean mayBeName(int from, int to) {
    boolean same = to - from == name.length();
    for (int i = from; i < to; i++) {
      if (text[i] == '\\') {
        return true;
      }
      same = same && text[i] == name.charAt(i - from);
    }
    return same;
  }

  private boolean string() {
    if (!takes('"')) {
      return false;
    }
    while (at < text.length) {
      byte c = text[at++];
      if (c == '"') {
        return true;
      }
      if (c >= 0 && c < ' ' || c == '\\' && !escape()) {
        return false;
      }
    }
    return false;
  }

  private boolean escape() {
    int c = next();
    at++;
    if (c != 'u') {
      return c > 0 && "\"\\/bfnrt".indexOf(c) >= 0;
    }
    for (int i = 0; i < 4; i++) {
      if (Character.digit(next(), 16) < 0) {
        return false;
      }
      at++;
    }
    return true;
  }

  private boolean word(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (!takes(word.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean number() {
    takes('-');
    if (!takes('0') && !digits()) {
      return false;
    }
    if (takes('.') && !digits()) {
      return false;
    }
    if (takes('e') || takes('E')) {
      if (!takes('+')) {
        takes('-');
      }
      return digits();
    }
    return true;
  }

  private boolean digits() {
    int begin = at;
    while (next() >= '0' && next() <= '9') {
      at++;
    }
    return at > begin;
  }

  private void skipBlanks() {
    while (next() == ' ' || next() == '\n' || next() == '\r' || next() == '\t') {
      at++;
    }
  }
}
