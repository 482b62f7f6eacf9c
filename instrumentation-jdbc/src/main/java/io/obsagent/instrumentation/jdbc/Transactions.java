/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import io.obsagent.core.database.Database;
import io.obsagent.core.database.Session;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.DbTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What a transaction is: one operation where it is committed or rolled back by a call. */
final class Transactions {
  private Transactions() {}

  /** A transaction ends; null when there is none, or when that is part of another call. */
  static @Nullable Operation start(Connection connection, String result, String verb) {
    Session session = Session.find(connection);
    if ((session != null && session.isQuiet()) || isAutomatic(connection)) {
      return null;
    }
    Operation started = Operation.start(DbTransaction.TYPE);
    Operation operation = started == null ? incomplete() : started;
    if (operation != null) {
      Database database = session == null ? null : session.database();
      if (database != null) {
        database.tell(operation, DbTransaction.SYSTEM, DbTransaction.NAMESPACE);
        database.tellServer(operation, DbTransaction.SERVER_ADDRESS, DbTransaction.SERVER_PORT);
      }
    }
    if (started != null) {
      started.name(verb).set(DbTransaction.RESULT, result).set(DbTransaction.OPERATION, verb);
    }
    return started;
  }

  private static @Nullable Operation incomplete() {
    Operation outer = Operation.current();
    return outer != null
            && outer.type() == DbTransaction.TYPE
            && outer.get(DbTransaction.SYSTEM) == null
        ? outer
        : null;
  }

  private static boolean isAutomatic(Connection connection) {
    try {
      return connection.getAutoCommit();
    } catch (SQLException e) {
      return false;
    }
  }
}
