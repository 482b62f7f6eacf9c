/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

/** Cuts the text of an expression into words, one at a time. */
final class Lexer {
  enum Kind {
    NAME,
    NUMBER,
    TEXT,
    SYMBOL,
    END
  }

  private static final String ONE = "()+-*/~<>,";

  private final String source;
  private int position;

  /** What the word read last is. */
  Kind kind = Kind.END;

  /** The word read last; of a text what is between its quotes. */
  String word = "";

  /** Where it begins, counted from 0. */
  int start;

  Lexer(String source) {
    this.source = source;
    next();
  }

  boolean is(String expected) {
    return (kind == Kind.NAME || kind == Kind.SYMBOL) && word.equals(expected);
  }

  /** Whether the word read last is the symbol or keyword; if so reads on. */
  boolean take(String expected) {
    if (is(expected)) {
      next();
      return true;
    }
    return false;
  }

  /** Whether a bracket follows the word read last at once. */
  boolean opens() {
    return position < source.length() && source.charAt(position) == '(';
  }

  /** Takes the path that follows the word read last at once, without its dots at either end. */
  String path() {
    int begin = position;
    while (continues()) {
      advance();
    }
    return begin == position ? "" : bare(begin + 1);
  }

  /** Whether a name goes on here, with one of its letters or a dot before one. */
  private boolean continues() {
    if (position == source.length()) {
      return false;
    }
    char c = source.charAt(position);
    if (c == '.') {
      return position + 1 < source.length()
          && (isNamePart(source.charAt(position + 1)) || isQuote(source.charAt(position + 1)));
    }
    return isNamePart(c);
  }

  /** Goes past a letter, or past a dot and what is in quotes after it. */
  private void advance() {
    position++;
    if (source.charAt(position - 1) != '.' || !isQuote(source.charAt(position))) {
      return;
    }
    int end = source.indexOf(source.charAt(position), position + 1);
    if (end < 0) {
      throw new ExpressionException(position, "the text has no closing " + source.charAt(position));
    }
    if (source.substring(position, end).indexOf('.') >= 0) {
      throw new ExpressionException(position, "what is in quotes after a dot has none itself");
    }
    position = end + 1;
  }

  /** What was read of names, without the quotes around some of them. */
  private String bare(int begin) {
    return source.substring(begin, position).replace("'", "").replace("\"", "");
  }

  void next() {
    while (position < source.length() && Character.isWhitespace(source.charAt(position))) {
      position++;
    }
    start = position;
    if (position == source.length()) {
      kind = Kind.END;
      word = "";
      return;
    }
    char c = source.charAt(position);
    if (isNameStart(c)) {
      name();
    } else if (c >= '0' && c <= '9') {
      number();
    } else if (isQuote(c)) {
      text(c);
    } else {
      symbol(c);
    }
  }

  private void name() {
    position++;
    boolean header = isHeader();
    while (continues() || (header && isDash())) {
      advance();
    }
    kind = Kind.NAME;
    word = bare(start);
  }

  /** Whether the name of a header begins here, in which a dash is no minus. */
  private boolean isHeader() {
    int from = start;
    from += source.startsWith("start.", from) ? 6 : source.startsWith("end.", from) ? 4 : 0;
    return source.startsWith("request.header.", from)
        || source.startsWith("response.header.", from);
  }

  private boolean isDash() {
    return position + 1 < source.length()
        && source.charAt(position) == '-'
        && isNamePart(source.charAt(position + 1));
  }

  private void number() {
    while (position < source.length()
        && (isDigit(source.charAt(position)) || source.charAt(position) == '.')) {
      position++;
    }
    kind = Kind.NUMBER;
    word = source.substring(start, position);
  }

  private void text(char quote) {
    int end = source.indexOf(quote, start + 1);
    if (end < 0) {
      throw new ExpressionException(start, "the text has no closing " + quote);
    }
    kind = Kind.TEXT;
    word = source.substring(start + 1, end);
    position = end + 1;
  }

  private void symbol(char c) {
    boolean equal = position + 1 < source.length() && source.charAt(position + 1) == '=';
    if (equal && "=!<>".indexOf(c) >= 0) {
      position += 2;
    } else if (ONE.indexOf(c) >= 0) {
      position++;
    } else {
      throw new ExpressionException(start, "'" + c + "' has no meaning here" + hint(c));
    }
    kind = Kind.SYMBOL;
    word = source.substring(start, position);
  }

  private static String hint(char c) {
    switch (c) {
      case '=':
        return "; write ==";
      case '&':
        return "; write and";
      case '|':
        return "; write or";
      case '!':
        return "; write not";
      case '?':
        return "; write else";
      case '[':
        return "; write .0 for the first of a list";
      default:
        return "";
    }
  }

  private static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isNamePart(char c) {
    return isNameStart(c) || isDigit(c);
  }

  private static boolean isQuote(char c) {
    return c == '\'' || c == '"';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
