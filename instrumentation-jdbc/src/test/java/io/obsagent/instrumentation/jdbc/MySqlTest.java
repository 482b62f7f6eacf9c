/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.servers.MariaDbServer;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** A real MariaDB behind MySQL's driver. */
class MySqlTest extends MySqlProtocolTest {
  MySqlTest() {
    super("com.mysql.", "mysql", Integer.MIN_VALUE);
  }

  @Override
  String url(MariaDbServer server) {
    // The API on the class path of tests would have it make spans of its own.
    return server.mySqlUrl() + "&openTelemetry=DISABLED";
  }

  @Test
  void whatTheDriverAsksForItselfIsNoOperation() throws SQLException {
    assertThat(connection.getTransactionIsolation()).isPositive();
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    connection.setReadOnly(true);
    assertThat(connection.isReadOnly()).isTrue();
    connection.setReadOnly(false);
    connection.setAutoCommit(false);
    connection.setAutoCommit(true);

    assertThat(agent.traces()).isEmpty();
  }

  @Test
  void warningsAreAskedForByNoOperation() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1 / 0");
      assertThat((Object) statement.getWarnings()).isNotNull();
    }

    assertThat(agent.traces()).containsExactly("CLIENT SELECT");
  }

  /**
   * The test's server has no procedures; the driver asks for this one's parameters all the same.
   */
  @Test
  void theParametersOfAProcedureAreAskedForByNoOperation() {
    try (CallableStatement call = connection.prepareCall("{call twice(?, ?)}")) {
      assertThat((Object) call).isNotNull();
    } catch (SQLException missing) {
      assertThat((Throwable) missing).hasMessageContaining("proc");
    }

    assertThat(agent.traces()).isEmpty();
  }

  @Test
  void whatTheApplicationAsksOfTheSameIsItsOwn() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET SESSION net_write_timeout = 60");
      statement.execute("SHOW WARNINGS");
      statement.executeQuery("SHOW VARIABLES LIKE 'net_write_timeout'");
      statement.executeQuery("SELECT @@tx_isolation");
    }

    assertThat(agent.traces())
        .containsExactly("CLIENT SET", "CLIENT SHOW", "CLIENT SHOW", "CLIENT SELECT");
  }
}
