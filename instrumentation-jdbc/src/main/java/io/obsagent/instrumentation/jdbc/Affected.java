/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.DbQuery;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many rows {@code execute} affected, which it does not return. Asked only of drivers that
 * answer the same however often they are asked: Oracle's, for one, tells an application that asks
 * second that there is nothing more.
 */
final class Affected {
  private static final Set<String> REPEATABLE =
      new HashSet<>(Arrays.asList("postgresql", "mysql", "mariadb", "h2database"));

  private Affected() {}

  /**
   * Tells the operation its rows, as far as they are known.
   *
   * @param operation null when there is none
   * @param hasResults what {@code execute} returned
   * @param error what it threw; null when it returned
   */
  static void tell(
      @Nullable Operation operation,
      Statement statement,
      boolean hasResults,
      @Nullable Throwable error) {
    if (operation == null || hasResults || error != null || !isRepeatable(operation)) {
      return;
    }
    try {
      int rows = statement.getUpdateCount();
      if (rows >= 0) {
        operation.set(DbQuery.ROWS, (long) rows);
      }
    } catch (SQLException unknown) {
      operation.set(DbQuery.ROWS, null);
    }
  }

  private static boolean isRepeatable(Operation operation) {
    Object type = operation.get(DbQuery.QUERY_TYPE);
    return ("insert".equals(type) || "update".equals(type) || "delete".equals(type))
        && REPEATABLE.contains(operation.get(DbQuery.SYSTEM));
  }
}
