/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a statement does and to which table, from its words, names and punctuation in order.
 *
 * <p>The table is the first one at the level of the main verb; where that level reads from a
 * subselect or a WITH query, the first table inside. Only the first of several statements counts.
 */
final class SqlSubject {
  private static final int MAX_NAME = 128;
  private static final int MAX_COMMON_TABLES = 16;

  /** What the next name is. */
  private enum Expect {
    NOTHING,
    MAIN_TABLE,
    INNER_TABLE,
    JOINED_TABLE,
    COMMON_TABLE
  }

  private SqlWord operation = SqlWord.NONE;
  private SqlWord verb = SqlWord.NONE;
  private String queryType = "other";
  private @Nullable String table;
  private @Nullable String innerTable;
  private @Nullable List<String> commonTables;

  private int depth;
  private int verbDepth;
  private long depthsThatSelect;
  private int words;
  private boolean started;
  private boolean inWith;
  private boolean awaitsObject;
  private boolean awaitsOn;
  private boolean ended;
  private SqlWord previous = SqlWord.NONE;
  private boolean afterOpen;

  private Expect expect = Expect.NOTHING;
  private Expect nameIs = Expect.NOTHING;
  private SqlWord nameFollows = SqlWord.NONE;
  private String name = "";
  private boolean nameEndsInDot;

  /** Upper-case verb, or OTHER. */
  String operation() {
    return operation == SqlWord.NONE ? "OTHER" : operation.name();
  }

  String queryType() {
    return queryType;
  }

  @Nullable String table() {
    endName(false);
    return table != null ? table : innerTable;
  }

  /** Whether a table name may stand here, so that a double-quoted text is one. */
  boolean expectsName() {
    return expect != Expect.NOTHING && previous != SqlWord.IMMEDIATE;
  }

  void word(SqlWord word, String sql, int from, int to) {
    if (ended || continueName(sql, from, to)) {
      return;
    }
    endName(false);
    boolean firstInParentheses = afterOpen;
    afterOpen = false;
    words++;
    if (!started) {
      started = true;
      if (word.isVerb()) {
        operation = word;
        queryType = word.queryType();
        begin(word);
      }
    } else if (verb == SqlWord.NONE && word.isRowVerb() && depth == verbDepth) {
      if (operation == SqlWord.WITH) {
        operation = word;
        queryType = word.queryType();
      }
      begin(word);
    } else if (operation == SqlWord.EXPLAIN && word == SqlWord.WITH && depth == verbDepth) {
      begin(word);
    } else {
      follow(word, firstInParentheses, sql, from, to);
    }
    previous = word;
  }

  /** A quoted name, without its quotes. */
  void name(String sql, int from, int to) {
    if (ended || continueName(sql, from, to)) {
      return;
    }
    endName(false);
    beginName(sql, from, to);
    previous = SqlWord.NONE;
    afterOpen = false;
  }

  void open() {
    endName(true);
    depth++;
    afterOpen = true;
    depthsThatSelect &= ~bit();
    if (expect == Expect.MAIN_TABLE && previous == SqlWord.FROM) {
      innerTable = null;
    }
  }

  void close() {
    endName(false);
    depth--;
    afterOpen = false;
    if (previous != SqlWord.TOP) {
      expect = Expect.NOTHING;
    }
  }

  void comma() {
    endName(false);
    if (inWith && depth == verbDepth) {
      expect = Expect.COMMON_TABLE;
    } else {
      expect = Expect.NOTHING;
    }
    boolean list = verb == SqlWord.DROP || verb == SqlWord.TRUNCATE;
    if (list && depth == verbDepth && table != null) {
      table = null;
      ended = true;
    }
  }

  void dot() {
    if (nameIs == Expect.NOTHING) {
      endName(false);
    } else {
      name = bounded(name + '.');
      nameEndsInDot = true;
    }
  }

  void literal() {
    endName(false);
    afterOpen = false;
    if (previous != SqlWord.TOP) {
      expect = Expect.NOTHING;
    }
  }

  void symbol(char c) {
    endName(false);
    if (c == ';' && started) {
      ended = true;
    } else if (c != '=') {
      expect = Expect.NOTHING;
    }
  }

  private void begin(SqlWord word) {
    verb = word;
    verbDepth = depth;
    inWith = false;
    switch (word) {
      case SELECT:
        depthsThatSelect |= bit();
        expect = Expect.NOTHING;
        break;
      case DELETE:
        depthsThatSelect |= bit();
        expect = Expect.MAIN_TABLE;
        break;
      case WITH:
        verb = SqlWord.NONE;
        inWith = true;
        expect = Expect.COMMON_TABLE;
        break;
      case EXPLAIN:
        verb = SqlWord.NONE;
        break;
      case CREATE:
      case ALTER:
      case DROP:
        awaitsObject = true;
        break;
      case INSERT:
      case REPLACE:
      case UPSERT:
      case UPDATE:
      case MERGE:
      case CALL:
      case EXEC:
      case EXECUTE:
      case TRUNCATE:
      case TABLE:
      case LOCK:
      case COPY:
      case DESCRIBE:
      case DESC:
        expect = Expect.MAIN_TABLE;
        break;
      default:
        expect = Expect.NOTHING;
    }
  }

  /** A word behind the verb. */
  private void follow(SqlWord word, boolean firstInParentheses, String sql, int from, int to) {
    if (words == 2) {
      refineQueryType(word);
    }
    if (verb == SqlWord.CALL && words == 3 && depth == verbDepth) {
      // CALL NEXT VALUE FOR a_sequence: an expression, no procedure.
      table = null;
      ended = true;
    } else if (awaitsObject) {
      awaitObject(word);
    } else if (word == SqlWord.FROM) {
      from();
    } else if (word == SqlWord.JOIN) {
      expect = Expect.JOINED_TABLE;
    } else if (word == SqlWord.SELECT) {
      depthsThatSelect |= bit();
      expect = Expect.NOTHING;
    } else if (firstInParentheses && word.isRowVerb()) {
      if (word == SqlWord.DELETE) {
        depthsThatSelect |= bit();
      }
      expect = word == SqlWord.VALUES ? Expect.NOTHING : Expect.INNER_TABLE;
    } else if (awaitsOn && word == SqlWord.ON) {
      awaitsOn = false;
      expect = Expect.MAIN_TABLE;
    } else if (expect == Expect.COMMON_TABLE) {
      if (word != SqlWord.RECURSIVE) {
        beginName(sql, from, to);
      }
    } else if (expect != Expect.NOTHING && !word.precedesName() && sql.charAt(from) != '@') {
      if (word == SqlWord.WHERE || word == SqlWord.SET || word == SqlWord.USING) {
        expect = Expect.NOTHING;
      } else {
        beginName(sql, from, to);
      }
    }
  }

  private void refineQueryType(SqlWord second) {
    if (operation == SqlWord.BEGIN && !second.followsBegin()) {
      queryType = SqlWord.CALL.queryType();
    } else if (operation == SqlWord.SET && second == SqlWord.TRANSACTION) {
      queryType = SqlWord.BEGIN.queryType();
    }
  }

  private void awaitObject(SqlWord word) {
    if (word == SqlWord.TABLE || word == SqlWord.VIEW) {
      awaitsObject = false;
      expect = Expect.MAIN_TABLE;
    } else if (!word.precedesObject()) {
      awaitsObject = false;
      awaitsOn = word == SqlWord.INDEX || word == SqlWord.TRIGGER || word == SqlWord.POLICY;
    }
  }

  /** FROM names a table behind SELECT or DELETE; it does not in EXTRACT(YEAR FROM x). */
  private void from() {
    boolean privileges = verb == SqlWord.GRANT || verb == SqlWord.REVOKE;
    if (privileges || previous == SqlWord.DISTINCT || (depthsThatSelect & bit()) == 0) {
      expect = Expect.NOTHING;
    } else if (depth != verbDepth) {
      expect = Expect.INNER_TABLE;
    } else if (verb == SqlWord.DELETE) {
      table = null;
      expect = Expect.MAIN_TABLE;
    } else if (verb == SqlWord.SELECT && table == null) {
      expect = Expect.MAIN_TABLE;
    } else {
      expect = Expect.INNER_TABLE;
    }
  }

  private boolean continueName(String sql, int from, int to) {
    if (nameIs == Expect.NOTHING || !nameEndsInDot) {
      return false;
    }
    name = bounded(name + sql.substring(from, Math.min(to, from + MAX_NAME)));
    nameEndsInDot = false;
    return true;
  }

  private void beginName(String sql, int from, int to) {
    nameIs = expect;
    nameFollows = previous;
    expect = Expect.NOTHING;
    if (nameIs != Expect.NOTHING) {
      name = sql.substring(from, Math.min(to, from + MAX_NAME));
      nameEndsInDot = false;
    }
  }

  private void endName(boolean parenthesisFollows) {
    Expect what = nameIs;
    nameIs = Expect.NOTHING;
    if (what == Expect.NOTHING || nameEndsInDot) {
      return;
    }
    boolean function =
        parenthesisFollows && (nameFollows == SqlWord.FROM || nameFollows == SqlWord.LATERAL);
    if (what == Expect.COMMON_TABLE) {
      addCommonTable();
    } else if (function || isCommonTable()) {
      return;
    } else if (what == Expect.MAIN_TABLE) {
      table = name;
    } else if (what == Expect.INNER_TABLE && innerTable == null) {
      innerTable = name;
    }
  }

  private void addCommonTable() {
    if (commonTables == null) {
      commonTables = new ArrayList<>(4);
    }
    if (commonTables.size() < MAX_COMMON_TABLES) {
      commonTables.add(name);
    }
  }

  private boolean isCommonTable() {
    if (commonTables != null) {
      for (int i = 0; i < commonTables.size(); i++) {
        if (commonTables.get(i).equalsIgnoreCase(name)) {
          return true;
        }
      }
    }
    return false;
  }

  private long bit() {
    return depth >= 0 && depth < Long.SIZE ? 1L << depth : 0;
  }

  private static String bounded(String name) {
    return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
  }
}
