/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads which column each parameter of a statement is for, in the simple forms: {@code INSERT INTO
 * t (a, b) VALUES (?, ?)}, with any number of rows, and {@code a = ?}, of which the first for a
 * column counts. A parameter within a function or a calculation is for no column.
 */
final class SqlColumns {
  private static final int MOST_TOKENS = 4_096;
  private static final String PARAMETER = "?";
  private static final String LITERAL = "'";
  private static final String OPERATORS = "=<>!+-*/|&%^~@:";

  private final String sql;
  private final List<String> tokens = new ArrayList<>();
  private int at;

  private SqlColumns(String sql) {
    this.sql = sql;
  }

  /**
   * The columns in the order of the parameters, in lower case and without quotes; null where it is
   * none or not known. Empty for a statement that is not understood. Never throws.
   */
  static @Nullable String[] of(String sql) {
    SqlColumns columns = new SqlColumns(sql);
    return columns.scan() ? columns.read() : new String[0];
  }

  // ---- tokens ----

  /** False when something turns up that means different things in different databases. */
  private boolean scan() {
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (tokens.size() == MOST_TOKENS) {
        return false;
      }
      if (Character.isWhitespace(c)) {
        at++;
      } else if (isWordStart(c)) {
        word();
      } else if (c == '\'' || c == '"' || c == '`' || c == '[') {
        if (!quoted(c == '[' ? ']' : c)) {
          return false;
        }
      } else if (sql.startsWith("--", at)) {
        at = behind("\n", at);
      } else if (sql.startsWith("/*", at)) {
        at = behind("*/", at + 2);
      } else if (c == '#' || c == '$' || c == '\\') {
        return false;
      } else if (OPERATORS.indexOf(c) >= 0) {
        operator();
      } else if (sql.startsWith("??", at)) {
        tokens.add("??");
        at += 2;
      } else if (Character.isDigit(c)) {
        number();
      } else {
        tokens.add(String.valueOf(c));
        at++;
      }
    }
    return true;
  }

  private static boolean isWordStart(char c) {
    return Character.isLetter(c) || c == '_';
  }

  private void word() {
    int begin = at;
    while (at < sql.length()
        && (Character.isLetterOrDigit(sql.charAt(at)) || sql.charAt(at) == '_')) {
      at++;
    }
    tokens.add(sql.substring(begin, at).toLowerCase(Locale.ROOT));
  }

  private void number() {
    while (at < sql.length()
        && (Character.isLetterOrDigit(sql.charAt(at)) || sql.charAt(at) == '.')) {
      at++;
    }
    tokens.add(LITERAL);
  }

  private void operator() {
    int begin = at;
    while (at < sql.length()
        && OPERATORS.indexOf(sql.charAt(at)) >= 0
        && (at == begin || !sql.startsWith("--", at))
        && !sql.startsWith("/*", at)) {
      at++;
    }
    tokens.add(sql.substring(begin, at));
  }

  private boolean quoted(char close) {
    int begin = ++at;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (c == '\\') {
        return false;
      }
      if (c == close) {
        if (at + 1 == sql.length() || sql.charAt(at + 1) != close) {
          String name = sql.substring(begin, at++).toLowerCase(Locale.ROOT);
          boolean isName = close != '\'' && !name.isEmpty() && isWordStart(name.charAt(0));
          tokens.add(isName ? name : LITERAL);
          return true;
        }
        at++;
      }
      at++;
    }
    return false;
  }

  private int behind(String end, int from) {
    int found = sql.indexOf(end, from);
    return found < 0 ? sql.length() : found + end.length();
  }

  // ---- columns ----

  private String token(int index) {
    return index >= 0 && index < tokens.size() ? tokens.get(index) : "";
  }

  private boolean isWord(int index) {
    String token = token(index);
    return !token.isEmpty() && isWordStart(token.charAt(0));
  }

  private @Nullable String[] read() {
    @Nullable String[] byToken = new String[tokens.size()];
    values(byToken);
    Set<String> seen = new HashSet<>();
    List<@Nullable String> columns = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      if (token(i).equals(PARAMETER)) {
        String column = byToken[i];
        if (column == null && isCompared(i) && seen.add(token(i - 2))) {
          column = token(i - 2);
        }
        columns.add(column);
      }
    }
    return columns.toArray(new String[0]);
  }

  private boolean isCompared(int parameter) {
    String next = token(parameter + 1);
    boolean alone = next.isEmpty() || next.equals("::") || OPERATORS.indexOf(next.charAt(0)) < 0;
    return alone && token(parameter - 1).equals("=") && isWord(parameter - 2);
  }

  /** Finds the parameters of {@code INTO t (a, b) … VALUES (?, ?), (?, ?)}. */
  private void values(@Nullable String[] byToken) {
    int into = tokens.indexOf("into");
    if (into < 0) {
      return;
    }
    int i = into + 2;
    while (token(i).equals(".")) {
      i += 2;
    }
    List<String> names = new ArrayList<>();
    if (!token(i).equals("(")) {
      return;
    }
    do {
      i++;
      if (!isWord(i)) {
        return;
      }
      names.add(token(i++));
    } while (token(i).equals(","));
    while (i < tokens.size() && !token(i).equals("values")) {
      i++;
    }
    i++;
    while (token(i).equals("(")) {
      i = row(i, names, byToken);
      if (token(i).equals(",")) {
        i++;
      }
    }
  }

  /** One row in brackets; returns what is behind it. */
  private int row(int open, List<String> names, @Nullable String[] byToken) {
    int depth = 1;
    int place = 0;
    int i = open + 1;
    while (i < tokens.size() && depth > 0) {
      String token = token(i);
      if (token.equals("(")) {
        depth++;
      } else if (token.equals(")")) {
        depth--;
      } else if (depth == 1 && token.equals(",")) {
        place++;
      } else if (depth == 1 && token.equals(PARAMETER) && place < names.size() && isAlone(i)) {
        byToken[i] = names.get(place);
      }
      i++;
    }
    return i;
  }

  private boolean isAlone(int parameter) {
    String before = token(parameter - 1);
    String behind = token(parameter + 1);
    return (before.equals("(") || before.equals(","))
        && (behind.equals(")") || behind.equals(",") || behind.equals("::"));
  }
}
