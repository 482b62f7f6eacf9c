/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Outcome;
import io.obsagent.core.operation.Recorder;
import io.obsagent.core.vocabulary.DbQuery;
import io.obsagent.core.vocabulary.DbTransaction;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What rules read of an operation and spans do not show. */
@InProcessOnly
class FieldsTest {
  @RegisterExtension static final Agent agent = Agent.with(new JdbcInstrumentation());

  private final List<Object> seen = new ArrayList<>();
  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    connection = DriverManager.getConnection("jdbc:h2:mem:fields", "sa", "");
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(40))");
      statement.execute("INSERT INTO users VALUES (1, 'Ada')");
      statement.execute("INSERT INTO users VALUES (2, 'Bob')");
    }
  }

  @AfterEach
  void disconnect() throws SQLException {
    DbQuery.TYPE.recorders(null);
    DbTransaction.TYPE.recorders(null);
    connection.close();
  }

  /** Notes a field of each operation that ends. */
  private Recorder[] noting(Field field) {
    return new Recorder[] {
      new Recorder() {
        @Override
        public void ended(Operation operation, long durationNanos) {
          seen.add(operation.get(field));
        }
      }
    };
  }

  @Test
  void anUpdateTellsItsRows() throws SQLException {
    DbQuery.TYPE.recorders(noting(DbQuery.ROWS));
    try (Statement statement = connection.createStatement();
        PreparedStatement prepared =
            connection.prepareStatement("UPDATE users SET name = 'Eve' WHERE id = 1")) {
      statement.executeUpdate("UPDATE users SET name = 'Eve'");
      prepared.executeUpdate();
      statement.executeQuery("SELECT * FROM users").close();
    }

    assertThat(seen).containsExactly(2L, 1L, null);
  }

  @Test
  void executeTellsTheRowsItDoesNotReturn() throws SQLException {
    DbQuery.TYPE.recorders(noting(DbQuery.ROWS));
    try (Statement statement = connection.createStatement();
        PreparedStatement prepared =
            connection.prepareStatement("UPDATE users SET name = 'Eve' WHERE id = 1")) {
      statement.execute("DELETE FROM users WHERE id = 2");
      assertThat(statement.getUpdateCount()).isEqualTo(1);
      prepared.execute();
      assertThat(prepared.getUpdateCount()).isEqualTo(1);
      statement.execute("SELECT * FROM users");
      statement.execute("CREATE TABLE images (id INT)");
      statement.execute("UPDATE users SET name = 'Eve' WHERE id = 7");
    }

    assertThat(seen).containsExactly(1L, 1L, null, null, 0L);
  }

  @Test
  void aStatementThatTakesTooLongIsATimeout() throws SQLException {
    List<Outcome> outcomes = new ArrayList<>();
    DbQuery.TYPE.recorders(
        new Recorder[] {
          new Recorder() {
            @Override
            public void ended(Operation operation, long durationNanos) {
              outcomes.add(operation.outcome());
            }
          }
        });
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      assertThatThrownBy(
              () ->
                  statement.executeQuery(
                      "SELECT COUNT(*) FROM SYSTEM_RANGE(1, 100000) A, SYSTEM_RANGE(1, 100000) B"))
          .isInstanceOf(SQLException.class);
    }

    assertThat(outcomes).endsWith(Outcome.TIMEOUT);
  }

  @Test
  void aBatchTellsTheRowsOfAllItsStatements() throws SQLException {
    DbQuery.TYPE.recorders(noting(DbQuery.ROWS));
    try (Statement statement = connection.createStatement()) {
      statement.addBatch("UPDATE users SET name = 'Eve'");
      statement.addBatch("DELETE FROM users WHERE id = 1");
      statement.executeBatch();
    }

    assertThat(seen).containsExactly(3L);
  }

  @Test
  void aQueryTellsItsType() throws SQLException {
    DbQuery.TYPE.recorders(noting(DbQuery.QUERY_TYPE));
    try (Statement statement = connection.createStatement()) {
      statement.executeQuery("SELECT * FROM users").close();
      statement.executeUpdate("UPDATE users SET name = 'Eve'");
      statement.execute("CREATE TABLE images (id INT)");
      statement.execute("COMMIT");
    }

    assertThat(seen).containsExactly("select", "update", "ddl", "transaction");
  }

  @Test
  void aTransactionTellsItsResult() throws SQLException {
    DbTransaction.TYPE.recorders(noting(DbTransaction.RESULT));
    connection.setAutoCommit(false);
    connection.commit();
    connection.rollback();

    assertThat(seen).containsExactly("commit", "rollback");
  }
}
