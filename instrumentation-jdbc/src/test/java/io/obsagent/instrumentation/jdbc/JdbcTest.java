/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.obsagent.testing.Agent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What JDBC calls become, on H2. */
class JdbcTest {
  @RegisterExtension static final Agent agent = Agent.with(new JdbcInstrumentation());

  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    connection = DriverManager.getConnection("jdbc:h2:mem:shop", "sa", "");
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(40))");
      statement.execute("CREATE TABLE images (id INT PRIMARY KEY, status VARCHAR(40))");
      statement.execute("INSERT INTO users VALUES (1, 'Ada')");
    }
    agent.forget();
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  private static Object attribute(SpanData span, String key) {
    return span.getAttributes().asMap().entrySet().stream()
        .filter(entry -> entry.getKey().getKey().equals(key))
        .map(java.util.Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  @Test
  void aStatementIsOneClientOperation() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeQuery("SELECT name FROM users WHERE name = 'Ada'").close();
    }

    assertThat(agent.trace()).isEqualTo("CLIENT SELECT users");
  }

  @Test
  void aQueryTellsWhatItIsAndWhereItGoes() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeQuery("SELECT name FROM users WHERE name = 'Ada'").close();
    }

    SpanData span = agent.span("SELECT users");
    assertThat(attribute(span, "db.system.name")).isEqualTo("h2database");
    assertThat(attribute(span, "db.system")).isEqualTo("h2database");
    assertThat(attribute(span, "db.namespace")).isEqualTo("shop");
    assertThat(attribute(span, "db.operation.name")).isEqualTo("SELECT");
    assertThat(attribute(span, "db.collection.name")).isEqualTo("users");
    assertThat(attribute(span, "db.query.summary")).isEqualTo("SELECT users");
    assertThat(attribute(span, "db.query.text")).isEqualTo("SELECT name FROM users WHERE name = ?");
    assertThat(attribute(span, "server.address")).isNull();
    assertThat(attribute(span, "db.operation.batch.size")).isNull();
  }

  @Test
  void aPreparedStatementIsOneOperationForEachExecution() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT name FROM users WHERE id = ?")) {
      statement.setInt(1, 1);
      statement.executeQuery().close();
      statement.execute();
    }

    assertThat(agent.traces()).containsExactly("CLIENT SELECT users", "CLIENT SELECT users");
  }

  @Test
  void makingAndClosingStatementsIsNoOperation() throws SQLException {
    connection.createStatement().close();
    connection.prepareStatement("SELECT name FROM users").close();
    connection.prepareCall("CALL 1").close();

    assertThat(agent.traces()).isEmpty();
  }

  @Test
  void everyWayToExecuteIsAnOperation() throws SQLException {
    String sql = "UPDATE users SET name = 'Ada' WHERE id = 1";
    try (Statement statement = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement(sql)) {
      statement.execute(sql);
      statement.execute(sql, Statement.NO_GENERATED_KEYS);
      statement.executeUpdate(sql);
      statement.executeUpdate(sql, Statement.NO_GENERATED_KEYS);
      prepared.execute();
      prepared.executeUpdate();
    }

    assertThat(agent.traces()).hasSize(6).containsOnly("CLIENT UPDATE users");
  }

  @Test
  void preparingInAnyWayGivesTheSql() throws SQLException {
    String sql = "UPDATE users SET name = 'Ada' WHERE id = 1";
    List<PreparedStatement> statements = new ArrayList<>();
    statements.add(connection.prepareStatement(sql, Statement.NO_GENERATED_KEYS));
    statements.add(
        connection.prepareStatement(sql, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY));
    statements.add(
        connection.prepareStatement(
            sql,
            ResultSet.TYPE_FORWARD_ONLY,
            ResultSet.CONCUR_READ_ONLY,
            ResultSet.HOLD_CURSORS_OVER_COMMIT));
    statements.add(connection.prepareCall(sql));
    for (PreparedStatement statement : statements) {
      statement.executeUpdate();
      statement.close();
    }

    assertThat(agent.traces()).hasSize(4).containsOnly("CLIENT UPDATE users");
  }

  @Test
  void aCallIsAnOperation() throws SQLException {
    try (CallableStatement statement = connection.prepareCall("CALL ABS(-4)")) {
      statement.execute();
    }

    assertThat(agent.trace()).isEqualTo("CLIENT CALL ABS");
  }

  @Test
  void aPreparedBatchIsOneOperationWithItsSize() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT INTO images VALUES (?, 'ready')")) {
      for (int i = 0; i < 5; i++) {
        statement.setInt(1, i);
        statement.addBatch();
      }
      statement.executeBatch();
    }

    assertThat(agent.trace()).isEqualTo("CLIENT INSERT images");
    assertThat(attribute(agent.span("INSERT images"), "db.operation.batch.size")).isEqualTo(5L);
  }

  @Test
  void aBatchOfLikeStatementsIsNamedByWhatTheyShare() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.addBatch("INSERT INTO images VALUES (1, 'ready')");
      statement.addBatch("INSERT INTO images VALUES (2, 'ready')");
      statement.addBatch("INSERT INTO images (id) VALUES (3)");
      statement.executeBatch();
    }

    SpanData span = agent.span("INSERT images");
    assertThat(attribute(span, "db.operation.batch.size")).isEqualTo(3L);
    assertThat(attribute(span, "db.query.text"))
        .isEqualTo("INSERT INTO images VALUES (?, ?); INSERT INTO images (id) VALUES (?)");
  }

  @Test
  void aBatchOfDifferentStatementsIsNamedBatch() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.addBatch("INSERT INTO images VALUES (1, 'ready')");
      statement.addBatch("UPDATE users SET name = 'Bob'");
      statement.executeBatch();
    }

    SpanData span = agent.span("BATCH");
    assertThat(attribute(span, "db.operation.name")).isEqualTo("BATCH");
    assertThat(attribute(span, "db.collection.name")).isNull();
    assertThat(attribute(span, "db.query.text"))
        .isEqualTo("INSERT INTO images VALUES (?, ?); UPDATE users SET name = ?");
  }

  @Test
  void aBatchDoesNotRememberTheOneBefore() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.addBatch("INSERT INTO images VALUES (1, 'ready')");
      statement.executeBatch();
      statement.addBatch("DELETE FROM images");
      statement.clearBatch();
      statement.addBatch("UPDATE users SET name = 'Bob'");
      statement.executeBatch();
    }

    assertThat(agent.traces()).containsExactly("CLIENT INSERT images", "CLIENT UPDATE users");
  }

  @Test
  void anEmptyBatchIsNoOperation() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.addBatch("DELETE FROM images");
      statement.clearBatch();
      statement.executeBatch();
    }

    assertThat(agent.traces()).isEmpty();
  }

  @Test
  void aFailedQueryCarriesItsStateAndStillReachesTheCaller() throws SQLException {
    SQLException error =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            SQLException.class,
            () -> {
              try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("INSERT INTO users VALUES (1, 'secret')");
              }
            });

    assertThat(error.getSQLState()).isEqualTo("23505");
    SpanData span = agent.span("INSERT users");
    assertThat(span.getStatus()).isEqualTo(StatusData.error());
    assertThat(attribute(span, "error.type")).isEqualTo(error.getClass().getName());
    assertThat(attribute(span, "db.response.status_code")).isEqualTo("23505");
    assertThat(span.getEvents()).hasSize(1);
    assertThat(span.getEvents().get(0).getAttributes().toString()).doesNotContain("secret");
  }

  @Test
  void aFailedBatchIsOneFailedOperation() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.addBatch("INSERT INTO images VALUES (1, 'ready')");
      statement.addBatch("INSERT INTO images VALUES (1, 'ready')");
      assertThatThrownBy(statement::executeBatch).isInstanceOf(SQLException.class);
    }

    assertThat(agent.trace()).isEqualTo("CLIENT INSERT images");
    assertThat(agent.span("INSERT images").getStatus()).isEqualTo(StatusData.error());
  }

  @Test
  void aStatementThatIsUsedAfterItsCloseFailsAsWithoutAgent() throws SQLException {
    PreparedStatement statement = connection.prepareStatement("SELECT name FROM users");
    statement.close();

    assertThatThrownBy(statement::executeQuery).isInstanceOf(SQLException.class);
    assertThat(agent.span("SELECT users").getStatus()).isEqualTo(StatusData.error());
  }

  @Test
  void aCommitIsOneTransaction() throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE users SET name = 'Bob'");
    }
    connection.commit();

    assertThat(agent.traces()).containsExactly("CLIENT UPDATE users", "CLIENT COMMIT");
    SpanData span = agent.span("COMMIT");
    assertThat(attribute(span, "db.operation.name")).isEqualTo("COMMIT");
    assertThat(attribute(span, "db.system.name")).isEqualTo("h2database");
    assertThat(attribute(span, "db.namespace")).isEqualTo("shop");
  }

  @Test
  void aRollbackIsOneTransaction() throws SQLException {
    connection.setAutoCommit(false);
    connection.rollback();

    assertThat(agent.trace()).isEqualTo("CLIENT ROLLBACK");
  }

  @Test
  void aRollbackToASavepointEndsNoTransaction() throws SQLException {
    connection.setAutoCommit(false);
    connection.rollback(connection.setSavepoint());

    assertThat(agent.traces()).isEmpty();
  }

  @Test
  void aCommitInAutomaticModeIsNone() throws SQLException {
    connection.commit();

    assertThat(agent.traces()).isEmpty();
  }

  @Test
  void aConnectionIsValidatedQuietly() throws SQLException {
    assertThat(connection.isValid(1)).isTrue();
    assertThat(agent.traces()).isEmpty();

    connection.createStatement().execute("SELECT 1");
    assertThat(agent.traces()).hasSize(1);
  }

  @Test
  void readingAndUpdatingAResultIsPartOfNoOperation() throws SQLException {
    try (Statement statement =
            connection.createStatement(
                ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE);
        ResultSet result = statement.executeQuery("SELECT id, name FROM users")) {
      while (result.next()) {
        result.updateString(2, "Grace");
        result.updateRow();
      }
    }

    assertThat(agent.traces().get(0)).isEqualTo("CLIENT SELECT users");
    assertThat(agent.traces()).allMatch(trace -> trace.lines().count() == 1);
  }

  @Test
  void queriesOfManyThreadsBelongToTheirOwnParents() throws Exception {
    int threads = 8;
    List<Thread> all = new ArrayList<>();
    List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < threads; i++) {
      Thread thread =
          new Thread(
              () -> {
                try (Connection own = DriverManager.getConnection("jdbc:h2:mem:shop", "sa", "")) {
                  for (int n = 0; n < 20; n++) {
                    agent.root("work", () -> queryTwice(own));
                  }
                } catch (Throwable t) {
                  failures.add(t);
                }
              });
      all.add(thread);
      thread.start();
    }
    for (Thread thread : all) {
      thread.join();
    }

    assertThat(failures).isEmpty();
    assertThat(agent.traces())
        .hasSize(threads * 20)
        .containsOnly("INTERNAL work\n  CLIENT SELECT users\n  CLIENT SELECT images");
  }

  private static void queryTwice(Connection own) throws SQLException {
    try (PreparedStatement one = own.prepareStatement("SELECT * FROM users");
        PreparedStatement two = own.prepareStatement("SELECT * FROM images")) {
      one.executeQuery().close();
      two.executeQuery().close();
    }
  }

  @Test
  void aConnectionThatNoDriverWasAskedForKnowsItsDatabase() throws SQLException {
    org.h2.jdbcx.JdbcDataSource source = new org.h2.jdbcx.JdbcDataSource();
    source.setURL("jdbc:h2:mem:shop");
    source.setUser("sa");
    source.setPassword("");
    try (Connection other = source.getConnection();
        PreparedStatement statement = other.prepareStatement("SELECT * FROM users")) {
      statement.executeQuery().close();
    }

    assertThat(
            agent.span("SELECT users").getAttributes().get(AttributeKey.stringKey("db.namespace")))
        .isEqualTo("shop");
  }
}
