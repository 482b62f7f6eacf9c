/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.testing.Agent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The same few calls on drivers of all ages. */
class DriversTest {
  @RegisterExtension static final Agent agent = Agent.with(new JdbcInstrumentation());

  @Test
  void h2() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:drivers", "sa", "")) {
      useAll(connection, "h2database", "drivers");
    }
  }

  /** Some versions ask themselves in SQL. */
  @Test
  void whatH2AsksForItsMetadataHasItsName() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:metadata", "sa", "")) {
      connection.getMetaData().getTables(null, null, "USERS", null).close();
    }
    assertThat(agent.spans())
        .allSatisfy(span -> assertThat(span.getName()).startsWith("SELECT INFORMATION_SCHEMA."));
  }

  /** Its class files hold no invokedynamic, and its connections know nothing of JDBC 4. */
  @Test
  void hsqldbOfTheYear2005() throws Exception {
    Class.forName("org.hsqldb.jdbcDriver");
    try (Connection connection = DriverManager.getConnection("jdbc:hsqldb:mem:drivers", "sa", "")) {
      useAll(connection, "hsqldb", "drivers");
    }
  }

  @Test
  void derby() throws SQLException {
    System.setProperty("derby.stream.error.field", "io.obsagent.instrumentation.jdbc.Silence.OUT");
    try (Connection connection =
        DriverManager.getConnection("jdbc:derby:memory:drivers;create=true")) {
      useAll(connection, "derby", "drivers");
    }
  }

  @Test
  void sqlite(@TempDir Path directory) throws SQLException {
    try (Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("drivers.db"))) {
      useAll(connection, "sqlite", "drivers.db");
    }
  }

  private static void useAll(Connection connection, String system, String namespace)
      throws SQLException {
    assertThat(agent.traces()).as("what connecting takes").isEmpty();
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(40))");
      statement.addBatch("INSERT INTO users VALUES (1, 'Ada')");
      statement.addBatch("INSERT INTO users VALUES (2, 'Bob')");
      statement.executeBatch();
    }
    connection.setAutoCommit(false);
    PreparedStatement update =
        connection.prepareStatement("UPDATE users SET name = ? WHERE id = ?");
    update.setString(1, "Grace");
    update.setInt(2, 1);
    assertThat(update.executeUpdate()).isEqualTo(1);
    update.close();
    connection.commit();
    PreparedStatement insert = connection.prepareStatement("INSERT INTO users VALUES (2, 'Eve')");
    SQLException error = Assertions.catchThrowableOfType(SQLException.class, insert::executeUpdate);
    assertThat((Throwable) error).isNotNull();
    insert.close();
    connection.rollback();
    connection.setAutoCommit(true);
    PreparedStatement select = connection.prepareStatement("SELECT name FROM users WHERE id = 1");
    try (java.sql.ResultSet result = select.executeQuery()) {
      assertThat(result.next()).isTrue();
      assertThat(result.getString(1)).isEqualTo("Grace");
    }
    select.close();

    assertThat(agent.traces())
        .containsExactly(
            "CLIENT CREATE users",
            "CLIENT INSERT users",
            "CLIENT UPDATE users",
            "CLIENT COMMIT",
            "CLIENT INSERT users",
            "CLIENT ROLLBACK",
            "CLIENT SELECT users");
    assertThat(agent.spans())
        .allMatch(
            span -> system.equals(span.getAttributes().get(AttributeKey.stringKey("db.system"))))
        .allMatch(
            span ->
                namespace.equals(span.getAttributes().get(AttributeKey.stringKey("db.namespace"))));
    assertThat(
            agent
                .spans()
                .get(1)
                .getAttributes()
                .get(AttributeKey.longKey("db.operation.batch.size")))
        .isEqualTo(2);
    assertThat(agent.spans().get(4).getStatus()).isEqualTo(StatusData.error());
  }
}
