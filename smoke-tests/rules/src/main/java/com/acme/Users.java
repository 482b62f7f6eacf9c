/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package com.acme;

import com.google.gson.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** Keeps users, in H2. */
final class Users {
  private static final String URL = "jdbc:h2:mem:shop;DB_CLOSE_DELAY=-1";

  Users() throws SQLException {
    try (Connection connection = DriverManager.getConnection(URL);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE users (name VARCHAR PRIMARY KEY, source VARCHAR)");
    }
  }

  /** One user, who may have told where from. */
  String create(HttpServletRequest request, String body) throws SQLException {
    JsonObject user = Endpoint.json(body);
    boolean told = user.has("source");
    String sql =
        told
            ? "INSERT INTO users (name, source) VALUES (?, ?)"
            : "INSERT INTO users (name) VALUES (?)";
    try (Connection connection = DriverManager.getConnection(URL);
        PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, user.get("name").getAsString());
      if (told) {
        insert.setString(2, user.get("source").getAsString());
      }
      return Integer.toString(insert.executeUpdate());
    }
  }

  /** Several users at once, who were all invited. */
  String invite(HttpServletRequest request, String body) throws SQLException {
    try (Connection connection = DriverManager.getConnection(URL);
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO users (name, source) VALUES (?, ?)")) {
      for (String name : body.split(",")) {
        insert.setString(1, name);
        insert.setString(2, "invite");
        insert.addBatch();
      }
      return Integer.toString(insert.executeBatch().length);
    }
  }
}
