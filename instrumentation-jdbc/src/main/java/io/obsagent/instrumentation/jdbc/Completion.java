/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Outcome;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How an operation ends; of a failure its class and SQLSTATE are told, never the driver's message.
 */
final class Completion {
  private static final int SQLSTATE_LENGTH = 5;

  /** What PostgreSQL says of a statement that took too long, and of one that somebody canceled. */
  private static final String QUERY_CANCELED = "57014";

  /** The same by MariaDB and MySQL. */
  private static final String QUERY_INTERRUPTED = "70100";

  /** Of MySQL's driver before version 6; without a state, and no timeout of JDBC's. */
  private static final String OLD_TIMEOUT = "com.mysql.jdbc.exceptions.MySQLTimeoutException";

  private Completion() {}

  /**
   * Ends an operation.
   *
   * @param operation null when there is none to end
   * @param error null when it succeeded
   */
  static void end(@Nullable Operation operation, @Nullable Throwable error) {
    if (operation != null) {
      if (error != null) {
        fail(operation, error);
      }
      operation.end();
    }
  }

  private static void fail(Operation operation, Throwable error) {
    operation.fail(error);
    if (error instanceof SQLException) {
      String state = ((SQLException) error).getSQLState();
      if (error instanceof SQLTimeoutException
          || QUERY_CANCELED.equals(state)
          || QUERY_INTERRUPTED.equals(state)
          || OLD_TIMEOUT.equals(error.getClass().getName())) {
        operation.outcome(Outcome.TIMEOUT);
      }
      if (isSqlState(state)) {
        operation.attribute("db.response.status_code", state);
      }
    }
  }

  private static boolean isSqlState(@Nullable String text) {
    if (text == null || text.length() != SQLSTATE_LENGTH) {
      return false;
    }
    for (int i = 0; i < SQLSTATE_LENGTH; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'A' || c > 'Z')) {
        return false;
      }
    }
    return true;
  }
}
