/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

/**
 * The sanitized text of one statement as it grows: white space is folded, lists of literals after
 * IN become one mark, and of several tuples after VALUES the first is kept.
 */
final class SqlText {
  static final int MAX_LENGTH = 2048;

  private static final String CUT = "...";

  /** Where the text stands behind the word VALUES. */
  private enum Tuples {
    NONE,
    AWAITED,
    FIRST,
    BETWEEN,
    AFTER_COMMA,
    DROPPED
  }

  private final StringBuilder out;
  private boolean gap;
  private int depth;

  private boolean afterIn;
  private int listDepth;
  private boolean listHasElements;
  private boolean listEndsInComma;

  private Tuples tuples = Tuples.NONE;
  private int tuplesDepth;

  SqlText(int inputLength) {
    out = new StringBuilder(Math.min(inputLength, MAX_LENGTH) + 16);
  }

  boolean isFull() {
    return out.length() > MAX_LENGTH;
  }

  void gap() {
    gap = true;
  }

  void literal() {
    if (!takenByList()) {
      other();
      append('?');
    }
  }

  /** A bind marker: kept as written, but in a list as good as a literal. */
  void marker(String sql, int from, int to) {
    if (!takenByList()) {
      symbol(sql, from, to);
    }
  }

  void word(SqlWord word, String sql, int from, int to) {
    if (word == SqlWord.ROW && (tuples == Tuples.AWAITED || tuples == Tuples.AFTER_COMMA)) {
      if (tuples == Tuples.AWAITED) {
        append(sql, from, to);
      }
      return;
    }
    symbol(sql, from, to);
    if (tuples == Tuples.DROPPED) {
      return;
    }
    afterIn = word == SqlWord.IN;
    if (word == SqlWord.VALUES && tuples == Tuples.NONE) {
      tuples = Tuples.AWAITED;
      tuplesDepth = depth;
    }
  }

  /** A name or anything else that is kept as written. */
  void symbol(String sql, int from, int to) {
    leaveList();
    other();
    append(sql, from, to);
  }

  /** A single character of punctuation, neither parenthesis nor comma. */
  void symbol(char c) {
    boolean sign = (c == '-' || c == '+') && (!listHasElements || listEndsInComma);
    if (listDepth > 0 && sign) {
      return;
    }
    leaveList();
    other();
    append(c);
  }

  void open() {
    if (listDepth > 0) {
      depth++;
      return;
    }
    if (tuples == Tuples.AFTER_COMMA) {
      tuples = Tuples.DROPPED;
    } else if (tuples == Tuples.AWAITED) {
      tuples = Tuples.FIRST;
    } else if (tuples == Tuples.BETWEEN) {
      tuples = Tuples.NONE;
    }
    append('(');
    depth++;
    if (afterIn && tuples != Tuples.DROPPED) {
      afterIn = false;
      listDepth = depth;
      listHasElements = false;
      listEndsInComma = false;
    }
  }

  void close() {
    depth--;
    if (listDepth > 0) {
      if (depth >= listDepth) {
        return;
      }
      listDepth = 0;
      gap = false;
      if (listHasElements) {
        out.append('?');
      }
    }
    if (tuples == Tuples.AFTER_COMMA || (tuples != Tuples.NONE && depth < tuplesDepth)) {
      other();
    }
    append(')');
    if (depth == tuplesDepth && (tuples == Tuples.FIRST || tuples == Tuples.DROPPED)) {
      tuples = Tuples.BETWEEN;
      gap = false;
    }
  }

  void comma() {
    if (listDepth > 0) {
      listEndsInComma = true;
    } else if (tuples == Tuples.BETWEEN) {
      tuples = Tuples.AFTER_COMMA;
    } else {
      other();
      append(',');
    }
  }

  /** The text; {@code cut} when the statement goes on behind the part that was read. */
  String finish(boolean cut) {
    if (listDepth > 0 && listHasElements) {
      out.append('?');
    }
    if (cut || isFull()) {
      int length = Math.min(out.length(), MAX_LENGTH - CUT.length());
      if (length > 0 && Character.isHighSurrogate(out.charAt(length - 1))) {
        length--;
      }
      out.setLength(length);
      out.append(CUT);
    }
    return out.toString();
  }

  private boolean takenByList() {
    if (listDepth == 0) {
      afterIn = false;
      return false;
    }
    listHasElements = true;
    listEndsInComma = false;
    return true;
  }

  /** Something that is no literal stands in the list: write what was held back, end the folding. */
  private void leaveList() {
    afterIn = false;
    if (listDepth == 0) {
      return;
    }
    boolean space = gap;
    gap = false;
    for (int i = listDepth; i < depth; i++) {
      append('(');
    }
    if (listHasElements) {
      append('?');
    }
    if (listEndsInComma) {
      append(',');
    }
    gap = space && (listHasElements || listEndsInComma);
    listDepth = 0;
  }

  /** Something that is neither comma nor tuple follows: the tuples are over. */
  private void other() {
    if (tuples == Tuples.AFTER_COMMA) {
      boolean space = gap;
      gap = false;
      tuples = Tuples.NONE;
      append(',');
      gap = space;
    } else if (tuples == Tuples.BETWEEN || tuples == Tuples.AWAITED) {
      tuples = Tuples.NONE;
    }
  }

  private void append(char c) {
    if (tuples == Tuples.DROPPED) {
      return;
    }
    space();
    out.append(c);
  }

  private void append(String sql, int from, int to) {
    if (tuples == Tuples.DROPPED) {
      return;
    }
    space();
    out.append(sql, from, to);
  }

  private void space() {
    if (gap && out.length() > 0) {
      out.append(' ');
    }
    gap = false;
  }
}
