/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import org.jspecify.annotations.Nullable;

/**
 * What may be told of a SQL statement: what it does, to which table, and its text with every
 * literal masked. Immutable.
 */
public final class SqlStatement {
  /** Longest {@link #summary()}, in characters. */
  static final int MAX_SUMMARY = 160;

  private final String operation;
  private final @Nullable String table;
  private final String queryType;
  private final String text;
  private final String summary;
  private volatile @Nullable String @Nullable [] columns;

  SqlStatement(String operation, @Nullable String table, String queryType, String text) {
    this.operation = operation;
    this.table = table;
    this.queryType = queryType;
    this.text = text;
    this.summary = table == null ? operation : summary(operation, table);
  }

  /** Reads a statement of an unknown dialect; null is read as an empty statement. Never throws. */
  public static SqlStatement of(@Nullable String sql) {
    return of(sql, null);
  }

  /**
   * Reads a statement; null is read as an empty statement. Never throws.
   *
   * @param system the database's {@code db.system} or {@code db.system.name}; null or an unknown
   *     one means that text in double quotes is masked wherever it may be a literal
   */
  public static SqlStatement of(@Nullable String sql, @Nullable String system) {
    return new SqlScanner(sql == null ? "" : sql, isStandard(system)).scan();
  }

  /** The upper-case verb, such as {@code SELECT}; {@code OTHER} where there is no known one. */
  public String operation() {
    return operation;
  }

  /**
   * The main table, or the procedure of a call: as written, with its schema, without quotes. Null
   * where there is none or no single one.
   */
  public @Nullable String table() {
    return table;
  }

  /** One of select, insert, update, delete, call, ddl, transaction, other. MERGE is an update. */
  public String queryType() {
    return queryType;
  }

  /**
   * The columns that the parameters are for, in their order, in lower case; null where it is none
   * or not known. Read when first asked for.
   *
   * @param sql the text that this was read from
   */
  public @Nullable String[] columns(String sql) {
    @Nullable String[] known = columns;
    if (known == null) {
      known = SqlColumns.of(sql);
      columns = known;
    }
    return known;
  }

  /** Operation and table, such as {@code SELECT users}: of low cardinality, fit for a span name. */
  public String summary() {
    return summary;
  }

  /** The statement with every literal masked by {@code ?}, at most 2,048 characters. */
  public String text() {
    return text;
  }

  @Override
  public String toString() {
    return summary;
  }

  /** Whether the database takes double quotes for names only and {@code #} for no comment. */
  static boolean isStandard(@Nullable String system) {
    if (system == null) {
      return false;
    }
    switch (system) {
      case "postgresql":
      case "oracle":
      case "oracle.db":
      case "sqlserver":
      case "mssql":
      case "microsoft.sql_server":
      case "h2":
      case "h2database":
      case "hsqldb":
      case "derby":
      case "db2":
      case "ibm.db2":
        return true;
      default:
        return false;
    }
  }

  private static String summary(String operation, String table) {
    String summary = operation + ' ' + table;
    return summary.length() <= MAX_SUMMARY ? summary : summary.substring(0, MAX_SUMMARY);
  }
}
