/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import stubdb.StubDriver;

/** What the agent allocates beside a driver that does nothing, even before the compiler helps. */
@InProcessOnly
class QueryCostTest {
  private static final String SQL = "SELECT id, name FROM users WHERE id = ?";

  @RegisterExtension static final Agent agent = Agent.with(new JdbcInstrumentation());

  @Test
  void aQueryAllocatesLittle() throws Exception {
    Connection connection = new StubDriver().connect(StubDriver.URL, new Properties());
    PreparedStatement prepared = connection.prepareStatement(SQL);
    prepared.executeQuery();
    assertThat(agent.trace()).isEqualTo("CLIENT SELECT users");
    QueryCost.discardSpans();

    assertThat(QueryCost.bytes(prepared::executeQuery)).isLessThanOrEqualTo(500);
    assertThat(QueryCost.bytes(() -> connection.prepareStatement(SQL).executeQuery()))
        .isLessThanOrEqualTo(600);
    Statement statement = connection.createStatement();
    assertThat(QueryCost.bytes(() -> statement.executeQuery(SQL))).isLessThanOrEqualTo(500);
  }
}
