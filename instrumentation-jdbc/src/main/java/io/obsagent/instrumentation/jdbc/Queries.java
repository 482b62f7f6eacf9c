/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import io.obsagent.core.database.Batch;
import io.obsagent.core.database.Database;
import io.obsagent.core.database.Nesting;
import io.obsagent.core.database.Query;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.redact.SqlStatement;
import io.obsagent.core.vocabulary.DbQuery;
import org.jspecify.annotations.Nullable;

/**
 * What a query is: one operation from the outermost call to its return, told of by whoever knows,
 * the wrapper or the driver below it. Free of JDBC's types but for exceptions.
 */
final class Queries {
  private Queries() {}

  /** A prepared statement is executed; null when that is part of another query. */
  static @Nullable Operation startPrepared(Object statement) {
    Query query = Query.of(statement);
    if (query == null ? Nesting.isOwnBusiness() : query.isQuiet()) {
      return null;
    }
    Operation started = Operation.start(DbQuery.TYPE);
    Operation operation = started == null ? incomplete() : started;
    if (operation != null && query != null) {
      SqlStatement prepared = query.prepared();
      if (prepared != null) {
        describe(operation, prepared);
        query.tellBound(operation);
      }
      locate(operation, query);
    }
    return started;
  }

  /** SQL is executed; null when that is part of another query. */
  static @Nullable Operation start(Object statement, @Nullable String sql) {
    Query query = Query.of(statement);
    if (query == null ? Nesting.isOwnBusiness() : query.isQuiet()) {
      return null;
    }
    Operation started = Operation.start(DbQuery.TYPE);
    Operation operation = started == null ? incomplete() : started;
    if (operation != null) {
      describe(operation, Query.read(sql, query == null ? null : query.session().database()));
      if (query != null) {
        locate(operation, query);
      }
    }
    return started;
  }

  /** A batch is executed; null when it is empty or part of another query. */
  static @Nullable Operation startBatch(Object statement) {
    Query query = Query.of(statement);
    if (query == null) {
      return Operation.start(DbQuery.TYPE);
    }
    Batch batch = query.batch();
    SqlStatement prepared = query.prepared();
    if (query.isQuiet() || (batch == null && prepared == null)) {
      return null;
    }
    Operation started = Operation.start(DbQuery.TYPE);
    Operation operation = started == null ? incomplete() : started;
    if (operation != null) {
      if (batch != null) {
        describe(operation, batch);
      } else if (prepared != null) {
        describe(operation, prepared);
        query.tellBound(operation);
      }
      locate(operation, query);
    }
    return started;
  }

  /** The query around this one, when nobody could tell yet which it is or where it goes. */
  private static @Nullable Operation incomplete() {
    Operation outer = Operation.current();
    return outer != null
            && outer.type() == DbQuery.TYPE
            && (outer.get(DbQuery.SYSTEM) == null || outer.get(DbQuery.TEXT) == null)
        ? outer
        : null;
  }

  private static void describe(Operation operation, SqlStatement statement) {
    operation
        .name(statement.summary())
        .set(DbQuery.OPERATION, statement.operation())
        .set(DbQuery.TABLE, statement.table())
        .set(DbQuery.QUERY_TYPE, statement.queryType())
        .set(DbQuery.TEXT, statement.text())
        .set(DbQuery.SUMMARY, statement.summary());
  }

  private static void describe(Operation operation, Batch batch) {
    String summary = batch.summary();
    operation
        .name(summary)
        .set(DbQuery.OPERATION, batch.operation())
        .set(DbQuery.TABLE, batch.table())
        .set(DbQuery.QUERY_TYPE, batch.queryType())
        .set(DbQuery.TEXT, batch.text())
        .set(DbQuery.SUMMARY, summary);
  }

  private static void locate(Operation operation, Query query) {
    Database database = query.session().database();
    if (database != null) {
      database.tell(operation, DbQuery.SYSTEM, DbQuery.NAMESPACE);
      database.tellServer(operation, DbQuery.SERVER_ADDRESS, DbQuery.SERVER_PORT);
    }
  }

  /** A query is over that affects rows. */
  static void end(@Nullable Operation operation, long rows, @Nullable Throwable error) {
    if (operation != null) {
      if (error == null) {
        operation.set(DbQuery.ROWS, rows);
      }
      Completion.end(operation, error);
    }
  }

  /**
   * A batch is over.
   *
   * @param size how many statements the reply is for; 0 when there is no reply
   * @param rows negative when not known
   */
  static void endBatch(
      Object statement,
      @Nullable Operation operation,
      int size,
      long rows,
      @Nullable Throwable error) {
    Query query = Query.of(statement);
    if (query != null) {
      query.clearBatch();
    }
    if (operation != null) {
      if (size > 1) {
        operation.set(DbQuery.BATCH_SIZE, size);
      }
      if (rows >= 0) {
        operation.set(DbQuery.ROWS, rows);
      }
      Completion.end(operation, error);
    }
  }
}
