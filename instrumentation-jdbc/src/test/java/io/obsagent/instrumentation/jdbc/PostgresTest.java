/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.obsagent.smoke.servers.PostgresServer;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A real PostgreSQL behind its driver, with and without a pool. */
class PostgresTest {
  @RegisterExtension
  static final Agent agent = Agent.with(new JdbcInstrumentation(), new HikariInstrumentation());

  private static PostgresServer server;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void fill() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS users");
      statement.execute("CREATE TABLE users (id INT PRIMARY KEY, name TEXT)");
      statement.execute("INSERT INTO users VALUES (1, 'Ada')");
    }
    agent.forget();
  }

  private static Connection connect() throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
  }

  private static HikariDataSource pool() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(server.jdbcUrl());
    config.setUsername(server.user());
    config.setPassword(server.password());
    config.setMaximumPoolSize(2);
    return new HikariDataSource(config);
  }

  @Test
  void aQueryTellsItsServer() throws SQLException {
    try (Connection connection = connect();
        PreparedStatement statement =
            connection.prepareStatement("SELECT name FROM users WHERE id = ?")) {
      statement.setInt(1, 1);
      statement.executeQuery().close();
    }

    SpanData span = agent.span("SELECT users");
    assertThat(agent.trace()).isEqualTo("CLIENT SELECT users");
    assertThat(span.getAttributes().get(AttributeKey.stringKey("db.system")))
        .isEqualTo("postgresql");
    assertThat(span.getAttributes().get(AttributeKey.stringKey("db.namespace")))
        .isEqualTo(server.database());
    assertThat(span.getAttributes().get(AttributeKey.stringKey("server.address")))
        .isEqualTo(server.host());
    assertThat(span.getAttributes().get(AttributeKey.longKey("server.port")))
        .isEqualTo(server.port());
  }

  @Test
  void aTransactionThroughAPoolCountsOnce() throws SQLException {
    try (HikariDataSource pool = pool();
        Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement statement =
          connection.prepareStatement("UPDATE users SET name = ? WHERE id = ?")) {
        statement.setString(1, "Grace");
        statement.setInt(2, 1);
        statement.executeUpdate();
      }
      connection.commit();
      connection.rollback();
    }

    assertThat(agent.traces())
        .containsExactly("CLIENT UPDATE users", "CLIENT COMMIT", "CLIENT ROLLBACK");
  }

  @Test
  void validationIsQuiet() throws SQLException {
    try (Connection connection = connect()) {
      assertThat(connection.isValid(1)).isTrue();
      assertThat(connection.isValid(1)).isTrue();
    }

    assertThat(agent.traces()).isEmpty();
  }

  @Test
  void aPoolThatGivesUpItsUncommittedWorkRollsBack() throws SQLException {
    try (HikariDataSource pool = pool()) {
      try (Connection connection = pool.getConnection()) {
        connection.setAutoCommit(false);
        connection.createStatement().executeUpdate("DELETE FROM users");
      }
    }

    assertThat(agent.traces()).containsExactly("CLIENT DELETE users", "CLIENT ROLLBACK");
  }

  @Test
  void aTransactionBySqlIsAQueryOfThatType() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      statement.execute("COMMIT");
    }

    assertThat(agent.traces()).containsExactly("CLIENT BEGIN", "CLIENT COMMIT");
  }

  @Test
  void aStatementThatTheServerKeepsIsTracedEachTime() throws SQLException {
    try (Connection connection = connect()) {
      for (int i = 0; i < 12; i++) {
        try (PreparedStatement statement =
            connection.prepareStatement("SELECT name FROM users WHERE id = ?")) {
          statement.setInt(1, i);
          statement.executeQuery().close();
        }
      }
    }

    assertThat(agent.traces()).hasSize(12).containsOnly("CLIENT SELECT users");
  }

  @Test
  void aConstraintViolationTellsNoData() throws SQLException {
    SQLException error;
    try (Connection connection = connect();
        PreparedStatement statement =
            connection.prepareStatement("INSERT INTO users VALUES (?, ?)")) {
      statement.setInt(1, 1);
      statement.setString(2, "canary");
      error = Assertions.catchThrowableOfType(SQLException.class, statement::executeUpdate);
    }

    assertThat(error.getSQLState()).isEqualTo("23505");
    SpanData span = agent.span("INSERT users");
    assertThat(span.getAttributes().get(AttributeKey.stringKey("db.response.status_code")))
        .isEqualTo("23505");
    assertThat(span.getEvents().toString()).doesNotContain("users_pkey").doesNotContain("(1)");
  }
}
