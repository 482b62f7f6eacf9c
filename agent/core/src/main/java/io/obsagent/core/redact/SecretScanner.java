/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import org.jspecify.annotations.Nullable;

/** One pass over a text that replaces what looks secret. */
final class SecretScanner {
  private static final int MAX_INPUT = 32_768;
  private static final int MAX_CUT_TOKEN = 256;
  private static final int MAX_SPACES = 16;
  private static final int MAX_DETAIL = 4_096;

  /** Behind these words of databases stands data, up to the given end or else to the text's end. */
  private static final String[][] DATA_FOLLOWS = {
    {"failing row contains", ""},
    {"duplicate entry '", "' for key"},
    {"duplicate key value is", ""},
    {"invalid input syntax", ""},
    {"invalid input value", ""},
    {"value: '", "' for column"},
    {"varchar value '", ""},
    {"values (", ""},
    {"values(", ""},
    {"sql statement", ""},
    {"sql [", ""},
  };

  /** Values of these names hold spaces and commas. */
  private static final String[] WHOLE_LINES = {"authorization", "cookie", "headers", "-signature"};

  private final String text;
  private final int end;
  private int at;
  private int copied;
  private @Nullable StringBuilder out;

  SecretScanner(String text) {
    this.text = text;
    this.end = end(text);
  }

  String mask() {
    while (at < end) {
      int before = at;
      look(text.charAt(at));
      if (at == before) {
        at++;
      }
    }
    boolean cut = end < text.length();
    if (out == null) {
      return cut ? text.substring(0, end) + "..." : text;
    }
    out.append(text, copied, end);
    return cut ? out.append("...").toString() : out.toString();
  }

  boolean found() {
    return out != null;
  }

  private void look(char c) {
    boolean nameStarts = isNamePart(c) && (at == 0 || !isNamePart(text.charAt(at - 1)));
    if (nameStarts && namedValue()) {
      return;
    }
    switch (c) {
      case '-':
        if (text.startsWith("-----BEGIN ", at)) {
          pem();
        }
        break;
      case '@':
        email(at + 1);
        break;
      case '%':
        if (text.startsWith("%40", at)) {
          email(at + 3);
        }
        break;
      case ':':
        if (text.startsWith("://", at)) {
          replace(at + 3, SecretShapes.userInfo(text, at + 3, end));
        }
        break;
      case ')':
        if (text.startsWith(")=(", at)) {
          keyDetail(at + 3);
        }
        break;
      default:
        if (at == 0 || !SecretShapes.isAlphanumeric(text.charAt(at - 1))) {
          wordStart(c);
        }
    }
  }

  private void wordStart(char c) {
    if (SecretShapes.isDigit(c)) {
      if (at == 0 || text.charAt(at - 1) != '.') {
        replace(at, SecretShapes.card(text, at, end));
      }
      return;
    }
    if (!SecretShapes.isAlphanumeric(c)) {
      return;
    }
    int token = SecretShapes.token(text, at, end);
    if (token >= 0) {
      replace(at, token);
    } else if (c == 'B' || c == 'b') {
      scheme();
    } else {
      databaseMessage(c);
    }
  }

  /** {@code Bearer …} and {@code Basic …}; the latter not where an ordinary word follows. */
  private void scheme() {
    boolean bearer = startsWith("bearer ");
    if (!bearer && !startsWith("basic ")) {
      return;
    }
    int from = skipSpaces(at + 6);
    int i = from;
    boolean plain = true;
    while (i < end && isCredentialPart(text.charAt(i))) {
      plain &= text.charAt(i) >= 'a' && text.charAt(i) <= 'z';
      i++;
    }
    if (i > from && (bearer || !plain)) {
      replace(from, i);
    }
  }

  private void databaseMessage(char c) {
    if ("dfisvDFISV".indexOf(c) < 0) {
      return;
    }
    for (String[] phrase : DATA_FOLLOWS) {
      if (startsWith(phrase[0])) {
        int from = at + phrase[0].length();
        int to = phrase[1].isEmpty() ? -1 : text.indexOf(phrase[1], from);
        replace(from, to < 0 || to > end ? end : to);
        return;
      }
    }
  }

  /** PostgreSQL's {@code Key (email)=(someone) already exists}. */
  private void keyDetail(int from) {
    int limit = Math.min(end, from + MAX_DETAIL);
    int lineEnd = limit;
    int last = -1;
    for (int i = from; i < limit; i++) {
      char c = text.charAt(i);
      if (c == '\n' && lineEnd == limit) {
        lineEnd = i;
      } else if (c == ')') {
        if (text.startsWith(" already", i + 1) || text.startsWith(" is ", i + 1)) {
          replace(from, i);
          return;
        }
        last = i < lineEnd ? i : last;
      }
    }
    replace(from, last >= 0 ? last : end);
  }

  private void pem() {
    int close = text.indexOf("-----END ", at);
    if (close < 0 || close > end) {
      replace(at, end);
      return;
    }
    int i = text.indexOf("-----", close + 9);
    replace(at, i < 0 || i + 5 > end ? end : i + 5);
  }

  private void email(int domain) {
    int from = SecretShapes.localPart(text, at, copied);
    if (from >= 0) {
      replace(from, SecretShapes.domain(text, domain, end));
    }
  }

  /** {@code password=…}, {@code "token": "…"}, {@code <secret>…}, {@code --password …}. */
  private boolean namedValue() {
    int from = at;
    int to = at;
    while (to < end && isNamePart(text.charAt(to))) {
      to++;
    }
    int value = valueStart(from, to);
    if (value < 0 || value >= end || !SensitiveNames.isSensitive(text, from, to)) {
      return false;
    }
    for (String name : WHOLE_LINES) {
      if (endsWith(to, name)) {
        return replace(value, true);
      }
    }
    return replace(value, false);
  }

  /** Where the value of a name begins; -1 where no value follows. */
  private int valueStart(int from, int to) {
    if (from > 0 && text.charAt(from - 1) == '<' && to < end && text.charAt(to) == '>') {
      return to + 1;
    }
    int i = to;
    if (i + 1 < end && text.charAt(i) == '\\') {
      i++;
    }
    if (i < end && isQuote(text.charAt(i))) {
      i++;
    }
    boolean spaces = i < end && text.charAt(i) == ' ';
    i = skipSpaces(i);
    if (i < end && (text.charAt(i) == '=' || text.charAt(i) == ':')) {
      i++;
      if (i < end && text.charAt(i) == '>') {
        i++;
      }
      return skipSpaces(i);
    }
    boolean option = text.startsWith("--", from);
    return option && spaces && i < end && text.charAt(i) != '-' ? i : -1;
  }

  private boolean replace(int from, boolean wholeLine) {
    boolean escapedQuote = text.charAt(from) == '\\' && from + 1 < end;
    int start = escapedQuote ? from + 1 : from;
    char first = text.charAt(start);
    if (isQuote(first)) {
      return replaceValue(start + 1, closingQuote(first, start + 1, escapedQuote));
    }
    if (first == '{') {
      return false;
    }
    if (first == '[' || first == '(') {
      int close = text.indexOf(first == '[' ? ']' : ')', start);
      return replaceValue(start + 1, close < 0 || close > end ? end : close);
    }
    int i = from;
    while (i < end && !endsValue(text.charAt(i), wholeLine)) {
      i++;
    }
    while (!wholeLine && i > from && ")]}".indexOf(text.charAt(i - 1)) >= 0) {
      i--;
    }
    return replaceValue(from, i);
  }

  private boolean replaceValue(int from, int to) {
    if (to <= from) {
      return false;
    }
    replace(from, to);
    return true;
  }

  private int closingQuote(char quote, int from, boolean escapedQuote) {
    boolean escaped = false;
    for (int i = from; i < end; i++) {
      char c = text.charAt(i);
      if (c == quote && !escaped && !escapedQuote) {
        return i;
      }
      if (c == quote && escapedQuote && escaped && text.charAt(i - 2) != '\\') {
        return i - 1;
      }
      escaped = c == '\\' && (escapedQuote || !escaped);
    }
    return end;
  }

  private void replace(int from, int to) {
    if (to <= from) {
      return;
    }
    if (to - from == Secrets.REDACTED.length() && text.startsWith(Secrets.REDACTED, from)) {
      at = to;
      return;
    }
    StringBuilder target = out;
    if (target == null) {
      target = new StringBuilder(Math.min(end, 512));
      out = target;
    }
    target.append(text, copied, from).append(Secrets.REDACTED);
    copied = to;
    at = to;
  }

  private boolean startsWith(String lowerCase) {
    return text.regionMatches(true, at, lowerCase, 0, lowerCase.length());
  }

  private boolean endsWith(int to, String lowerCase) {
    int length = lowerCase.length();
    return to >= length && text.regionMatches(true, to - length, lowerCase, 0, length);
  }

  private int skipSpaces(int from) {
    int i = from;
    while (i < end && i - from < MAX_SPACES && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
      i++;
    }
    return i;
  }

  private static boolean endsValue(char c, boolean wholeLine) {
    if (c == '\n' || c == '\r') {
      return true;
    }
    return !wholeLine && (c <= ' ' || ",;&\"'<>".indexOf(c) >= 0);
  }

  private static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || SecretShapes.isDigit(c)
        || c == '_'
        || c == '-'
        || c == '.';
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'';
  }

  private static boolean isCredentialPart(char c) {
    return SecretShapes.isTokenPart(c) || c == '.' || c == '~';
  }

  /** A long text is cut where a token ends, lest half a secret be left that has no shape. */
  private static int end(String text) {
    if (text.length() <= MAX_INPUT) {
      return text.length();
    }
    for (int i = MAX_INPUT; i > MAX_INPUT - MAX_CUT_TOKEN; i--) {
      if (text.charAt(i) <= ' ') {
        return i;
      }
    }
    return MAX_INPUT - MAX_CUT_TOKEN;
  }
}
