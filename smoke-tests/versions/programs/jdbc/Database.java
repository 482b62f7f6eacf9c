/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** What applications do with a database. */
final class Database {
  private Database() {}

  /** Gives a connection, which is closed after use. */
  interface Connections {
    Connection get() throws SQLException;
  }

  static void use(Connections connections) throws Exception {
    Web.request("/create", () -> create(connections));
    Web.request("/query", () -> name(connections, 1));
    Web.request("/error", () -> update(connections, "UPDATE missing SET name = 'x'"));
    Web.request("/batch", () -> batch(connections));
    Web.request("/transaction", () -> transaction(connections));
    Callable<String> later =
        () ->
            CompletableFuture.supplyAsync(
                    () -> {
                      try {
                        return name(connections, 2);
                      } catch (SQLException e) {
                        throw new IllegalStateException(e);
                      }
                    })
                .get();
    Web.request("/asynchronous", later);
  }

  private static int create(Connections connections) throws SQLException {
    update(connections, "CREATE TEMPORARY TABLE items (id INT PRIMARY KEY, name VARCHAR(20))");
    return update(connections, "INSERT INTO items VALUES (1, 'one')");
  }

  private static int update(Connections connections, String sql) throws SQLException {
    try (Connection connection = connections.get();
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  private static String name(Connections connections, int id) throws SQLException {
    try (Connection connection = connections.get();
        PreparedStatement query =
            connection.prepareStatement("SELECT name FROM items WHERE id = ?")) {
      query.setInt(1, id);
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() ? rows.getString(1) : "none";
      }
    }
  }

  private static int batch(Connections connections) throws SQLException {
    try (Connection connection = connections.get();
        PreparedStatement insert = connection.prepareStatement("INSERT INTO items VALUES (?, ?)")) {
      for (int id = 2; id < 4; id++) {
        insert.setInt(1, id);
        insert.setString(2, "number " + id);
        insert.addBatch();
      }
      return insert.executeBatch().length;
    }
  }

  private static int transaction(Connections connections) throws SQLException {
    try (Connection connection = connections.get();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      int deleted = statement.executeUpdate("DELETE FROM items WHERE id = 3");
      connection.commit();
      connection.setAutoCommit(true);
      return deleted;
    }
  }
}
