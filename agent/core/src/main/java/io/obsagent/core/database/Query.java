/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.database;

import io.obsagent.bootstrap.State;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.redact.SqlStatement;
import io.obsagent.core.redact.SqlStatements;
import io.obsagent.core.vocabulary.DbQuery;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one JDBC statement: its session, its SQL if it is a prepared one, and what waits
 * in its batch. Used, like the statement, by one thread at a time.
 */
public final class Query {
  private static final State<Query> QUERIES = new State<>();
  private static final SqlStatements READ = new SqlStatements();

  private final Session session;
  private final @Nullable SqlStatement prepared;
  private final boolean internal;
  private @Nullable Batch batch;
  private @Nullable BoundRow bound;

  /**
   * @param internal whether the statement is a driver's own
   */
  Query(Session session, @Nullable SqlStatement prepared, boolean internal) {
    this.session = session;
    this.prepared = prepared;
    this.internal = internal;
  }

  /** What is known of a statement; null when nothing is. */
  public static @Nullable Query of(Object statement) {
    return QUERIES.get(statement);
  }

  /** Keeps the values that rules read, as they are bound to the parameters of this SQL. */
  void keepBound(String sql) {
    if (prepared != null) {
      bound = BoundValues.row(prepared.columns(sql));
    }
  }

  /** The values that rules read; null mostly. */
  @Nullable BoundRow bound() {
    return bound;
  }

  /** The prepared SQL is executed: tells an operation the values that rules read. */
  public void tellBound(Operation operation) {
    if (bound != null) {
      operation.set(DbQuery.PARAMS, bound.executed());
    }
  }

  static void attach(Object statement, Query query) {
    QUERIES.set(statement, query);
  }

  /** Reads SQL as it is sent to a database, once per distinct text. */
  public static SqlStatement read(@Nullable String sql, @Nullable Database database) {
    return READ.get(sql, database == null ? null : database.system());
  }

  /** The statement's session. */
  public Session session() {
    return session;
  }

  /** The SQL that was prepared; null for a statement that is given its SQL as it is executed. */
  public @Nullable SqlStatement prepared() {
    return prepared;
  }

  /** Whether what it executes now is a driver's or a pool's own business. */
  public boolean isQuiet() {
    return internal || session.isQuiet();
  }

  /** What was added to the batch by its SQL; null when nothing was. */
  public @Nullable Batch batch() {
    return batch;
  }

  /** Adds SQL to the batch. */
  public void addToBatch(@Nullable String sql) {
    SqlStatement read = read(sql, session.database());
    if (batch == null) {
      batch = new Batch(read);
    } else {
      batch.add(read);
    }
  }

  /** Empties the batch. */
  public void clearBatch() {
    batch = null;
  }
}
