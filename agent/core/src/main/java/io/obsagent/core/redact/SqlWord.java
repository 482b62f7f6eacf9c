/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import java.util.Arrays;

/**
 * The SQL words that matter for finding a statement's operation and table. A word that may start a
 * statement has a query type.
 */
enum SqlWord {
  NONE,
  SELECT("select"),
  VALUES("select"),
  TABLE("select"),
  WITH("other"),
  EXPLAIN("other"),
  INSERT("insert"),
  REPLACE("insert"),
  UPSERT("insert"),
  UPDATE("update"),
  MERGE("update"),
  DELETE("delete"),
  CALL("call"),
  EXEC("call"),
  EXECUTE("call"),
  CREATE("ddl"),
  ALTER("ddl"),
  DROP("ddl"),
  TRUNCATE("ddl"),
  RENAME("ddl"),
  COMMENT("ddl"),
  GRANT("ddl"),
  REVOKE("ddl"),
  BEGIN("transaction"),
  START("transaction"),
  COMMIT("transaction"),
  ROLLBACK("transaction"),
  SAVEPOINT("transaction"),
  RELEASE("transaction"),
  END("transaction"),
  ABORT("transaction"),
  SET("other"),
  RESET("other"),
  SHOW("other"),
  DESCRIBE("other"),
  DESC("other"),
  USE("other"),
  DECLARE("other"),
  FETCH("other"),
  OPEN("other"),
  CLOSE("other"),
  PREPARE("other"),
  DEALLOCATE("other"),
  COPY("other"),
  LOAD("other"),
  LOCK("other"),
  UNLOCK("other"),
  ANALYZE("other"),
  VACUUM("other"),
  REINDEX("other"),
  REFRESH("other"),
  LISTEN("other"),
  UNLISTEN("other"),
  NOTIFY("other"),
  DISCARD("other"),
  DO("other"),
  PRAGMA("other"),
  ATTACH("other"),
  DETACH("other"),
  KILL("other"),
  CHECKPOINT("other"),
  OPTIMIZE("other"),
  CHECK("other"),
  FLUSH("other"),
  DBCC("other"),
  BACKUP("other"),
  RESTORE("other"),
  CONNECT("other"),
  SHUTDOWN("other"),

  DISTINCT,
  FROM,
  IN,
  INTO,
  JOIN,
  ON,
  ROW,
  TO,
  USING,
  WHERE,
  NULL,
  DEFAULT,
  OUTPUT,
  OUT,
  ARRAY,
  IDENTIFIED,

  // Between a verb and the name that it acts on.
  ALL(Role.BEFORE_NAME),
  CONCURRENTLY(Role.BEFORE_NAME),
  DELAYED(Role.BEFORE_NAME),
  EXISTS(Role.BEFORE_NAME),
  FAIL(Role.BEFORE_NAME),
  HIGH_PRIORITY(Role.BEFORE_NAME),
  IF(Role.BEFORE_NAME),
  IGNORE(Role.BEFORE_NAME),
  IMMEDIATE(Role.BEFORE_NAME),
  LATERAL(Role.BEFORE_NAME),
  LOW_PRIORITY(Role.BEFORE_NAME),
  NOT(Role.BEFORE_NAME),
  ONLY(Role.BEFORE_NAME),
  OR(Role.BEFORE_NAME),
  OVERWRITE(Role.BEFORE_NAME),
  QUICK(Role.BEFORE_NAME),
  TOP(Role.BEFORE_NAME),

  // Between CREATE, ALTER, DROP and the kind of object.
  BITMAP(Role.BEFORE_OBJECT),
  CACHED(Role.BEFORE_OBJECT),
  CLUSTERED(Role.BEFORE_OBJECT),
  COLUMN(Role.BEFORE_OBJECT),
  EXTERNAL(Role.BEFORE_OBJECT),
  FORCE(Role.BEFORE_OBJECT),
  FOREIGN(Role.BEFORE_OBJECT),
  FULLTEXT(Role.BEFORE_OBJECT),
  GLOBAL(Role.BEFORE_OBJECT),
  LOCAL(Role.BEFORE_OBJECT),
  MATERIALIZED(Role.BEFORE_OBJECT),
  MEMORY(Role.BEFORE_OBJECT),
  NONCLUSTERED(Role.BEFORE_OBJECT),
  RECURSIVE(Role.BEFORE_OBJECT),
  SPATIAL(Role.BEFORE_OBJECT),
  TEMP(Role.BEFORE_OBJECT),
  TEMPORARY(Role.BEFORE_OBJECT),
  UNIQUE(Role.BEFORE_OBJECT),
  UNLOGGED(Role.BEFORE_OBJECT),
  VIRTUAL(Role.BEFORE_OBJECT),

  // Kinds of object that hold no credentials.
  FUNCTION(Role.PLAIN_OBJECT),
  INDEX(Role.PLAIN_OBJECT),
  POLICY(Role.PLAIN_OBJECT),
  PROCEDURE(Role.PLAIN_OBJECT),
  SEQUENCE(Role.PLAIN_OBJECT),
  TRIGGER(Role.PLAIN_OBJECT),
  TYPE(Role.PLAIN_OBJECT),
  VIEW(Role.PLAIN_OBJECT),

  // What may follow BEGIN where it starts a transaction.
  CONCURRENT(Role.AFTER_BEGIN),
  DEFERRED(Role.AFTER_BEGIN),
  DISTRIBUTED(Role.AFTER_BEGIN),
  EXCLUSIVE(Role.AFTER_BEGIN),
  ISOLATION(Role.AFTER_BEGIN),
  READ(Role.AFTER_BEGIN),
  TRAN(Role.AFTER_BEGIN),
  TRANSACTION(Role.AFTER_BEGIN),
  WORK(Role.AFTER_BEGIN);

  private static final int MAX_LENGTH = 14;
  private static final SqlWord[] TABLE_OF_WORDS = table();

  private enum Role {
    VERB,
    BEFORE_NAME,
    BEFORE_OBJECT,
    PLAIN_OBJECT,
    AFTER_BEGIN,
    OTHER
  }

  private final Role role;
  private final String queryType;

  SqlWord() {
    this(Role.OTHER);
  }

  SqlWord(Role role) {
    this.role = role;
    this.queryType = "";
  }

  SqlWord(String queryType) {
    this.role = Role.VERB;
    this.queryType = queryType;
  }

  /** The word at the given place of a statement, in any case; {@link #NONE} for any other. */
  static SqlWord of(String sql, int from, int to) {
    if (to - from > MAX_LENGTH) {
      return NONE;
    }
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + upper(sql.charAt(i));
    }
    int mask = TABLE_OF_WORDS.length - 1;
    for (int slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      SqlWord word = TABLE_OF_WORDS[slot];
      if (word == NONE || word.is(sql, from, to)) {
        return word;
      }
    }
  }

  boolean isVerb() {
    return role == Role.VERB;
  }

  /** One of the closed list of query types; empty for a word that starts no statement. */
  String queryType() {
    return queryType;
  }

  /** Whether this reads or changes rows, so may stand behind WITH and EXPLAIN. */
  boolean isRowVerb() {
    switch (this) {
      case SELECT:
      case VALUES:
      case INSERT:
      case REPLACE:
      case UPDATE:
      case MERGE:
      case DELETE:
        return true;
      default:
        return false;
    }
  }

  /** Whether the word may stand between a verb and the name of its table. */
  boolean precedesName() {
    switch (this) {
      case INTO:
      case TABLE:
      case REPLACE:
      case ROLLBACK:
      case ABORT:
        return true;
      default:
        return role == Role.BEFORE_NAME;
    }
  }

  /** Whether the word may stand between CREATE, ALTER or DROP and the kind of object. */
  boolean precedesObject() {
    return this == OR || this == REPLACE || role == Role.BEFORE_OBJECT;
  }

  /** Whether the word names a kind of object that holds no credentials. */
  boolean isPlainObject() {
    return this == TABLE || role == Role.PLAIN_OBJECT;
  }

  /** Whether BEGIN followed by this word starts a transaction, not a block of code. */
  boolean followsBegin() {
    return this == NOT || this == IMMEDIATE || role == Role.AFTER_BEGIN;
  }

  private boolean is(String sql, int from, int to) {
    String name = name();
    if (name.length() != to - from) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) != upper(sql.charAt(from + i))) {
        return false;
      }
    }
    return true;
  }

  private static char upper(char c) {
    return c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
  }

  private static int spread(int hash) {
    return hash ^ (hash >>> 9) ^ (hash >>> 18);
  }

  private static SqlWord[] table() {
    SqlWord[] table = new SqlWord[512];
    Arrays.fill(table, NONE);
    for (SqlWord word : values()) {
      if (word != NONE) {
        int slot = spread(word.name().hashCode()) & (table.length - 1);
        while (table[slot] != NONE) {
          slot = (slot + 1) & (table.length - 1);
        }
        table[slot] = word;
      }
    }
    return table;
  }
}
