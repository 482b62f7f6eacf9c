/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

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

  AS,
  BY,
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
  ALL,
  CONCURRENTLY,
  DELAYED,
  EXISTS,
  FAIL,
  HIGH_PRIORITY,
  IF,
  IGNORE,
  IMMEDIATE,
  LATERAL,
  LOW_PRIORITY,
  NOT,
  ONLY,
  OR,
  OVERWRITE,
  QUICK,
  TOP,

  // Between CREATE, ALTER, DROP and the kind of object.
  BITMAP,
  CACHED,
  CLUSTERED,
  COLUMN,
  EXTERNAL,
  FORCE,
  FOREIGN,
  FULLTEXT,
  GLOBAL,
  LOCAL,
  MATERIALIZED,
  MEMORY,
  NONCLUSTERED,
  RECURSIVE,
  SPATIAL,
  TEMP,
  TEMPORARY,
  UNIQUE,
  UNLOGGED,
  VIRTUAL,

  // Kinds of object that hold no credentials.
  FUNCTION,
  INDEX,
  POLICY,
  PROCEDURE,
  SEQUENCE,
  TRIGGER,
  TYPE,
  VIEW,

  // What may follow BEGIN where it starts a transaction.
  CONCURRENT,
  DEFERRED,
  DISTRIBUTED,
  EXCLUSIVE,
  ISOLATION,
  READ,
  TRAN,
  TRANSACTION,
  WORK;

  private static final int MAX_LENGTH = 14;
  private static final SqlWord[] TABLE_OF_WORDS = table();

  private final String queryType;

  SqlWord() {
    this("");
  }

  SqlWord(String queryType) {
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
    return !queryType.isEmpty();
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
        return ordinal() >= ALL.ordinal() && ordinal() <= TOP.ordinal();
    }
  }

  /** Whether the word may stand between CREATE, ALTER or DROP and the kind of object. */
  boolean precedesObject() {
    return this == OR
        || this == REPLACE
        || (ordinal() >= BITMAP.ordinal() && ordinal() <= VIRTUAL.ordinal());
  }

  /** Whether the word names a kind of object that holds no credentials. */
  boolean isPlainObject() {
    return this == TABLE || (ordinal() >= FUNCTION.ordinal() && ordinal() <= VIEW.ordinal());
  }

  /** Whether BEGIN followed by this word starts a transaction, not a block of code. */
  boolean followsBegin() {
    return this == NOT || this == IMMEDIATE || ordinal() >= CONCURRENT.ordinal();
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
    java.util.Arrays.fill(table, NONE);
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
