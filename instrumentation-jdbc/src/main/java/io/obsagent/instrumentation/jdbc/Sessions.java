/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import io.obsagent.core.database.Nesting;
import io.obsagent.core.database.Session;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** How a statement comes to know its connection's database. */
final class Sessions {
  private Sessions() {}

  /**
   * A connection made a statement.
   *
   * @param statement null when it failed to
   * @param sql null for a statement that is given its SQL as it is executed
   * @param nesting null when the call's begin was not seen
   */
  static void made(
      Connection connection,
      @Nullable Object statement,
      @Nullable String sql,
      @Nullable Nesting nesting) {
    if (nesting != null && statement != null) {
      Session session = nesting.session(connection);
      if (nesting.mustLocate(session)) {
        locate(session, connection);
      }
      nesting.made(statement, sql, session);
    }
  }

  /** Asks once, and is not asked again by what the answer may take. */
  private static void locate(Session session, Connection connection) {
    session.locate(null);
    try {
      session.locate(connection.getMetaData().getURL());
    } catch (SQLException | RuntimeException | LinkageError e) {
      session.locate(null);
    }
  }
}
