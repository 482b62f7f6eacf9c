/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.common.AttributeKey;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pools and other wrappers around a driver: a call counts once and loses nothing. */
class WrappersTest {
  private static final String URL = "jdbc:h2:mem:wrapped";

  @RegisterExtension
  static final Agent agent = Agent.with(new JdbcInstrumentation(), new HikariInstrumentation());

  private Connection keeper;

  @BeforeEach
  void open() throws SQLException {
    keeper = DriverManager.getConnection(URL, "sa", "");
    try (Statement statement = keeper.createStatement()) {
      statement.execute("CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(40))");
    }
    agent.forget();
  }

  @AfterEach
  void close() throws SQLException {
    keeper.close();
  }

  @Test
  void hikariOverADriver() throws SQLException {
    try (HikariDataSource pool = new HikariDataSource(hikari())) {
      useTwice(pool);
    }
  }

  @Test
  void hikariOverADataSourceThatAsksNoDriver() throws SQLException {
    HikariConfig config = hikari();
    config.setJdbcUrl(null);
    config.setDataSource(h2());
    try (HikariDataSource pool = new HikariDataSource(config)) {
      useTwice(pool);
    }
  }

  @Test
  void hikariAsksForItselfQuietly() throws SQLException {
    HikariConfig config = hikari();
    config.setConnectionInitSql("SELECT 1");
    config.setConnectionTestQuery("SELECT 2");
    try (HikariDataSource pool = new HikariDataSource(config)) {
      useTwice(pool);
    }
  }

  @Test
  void dbcp() throws SQLException {
    try (BasicDataSource pool = basic()) {
      useTwice(pool);
    }
  }

  @Test
  void dbcpThatKeepsPreparedStatements() throws SQLException {
    try (BasicDataSource pool = basic()) {
      pool.setPoolPreparedStatements(true);
      useTwice(pool);
    }
  }

  @Test
  void p6spy() throws SQLException {
    try (Connection connection =
        DriverManager.getConnection("jdbc:p6spy:h2:mem:wrapped", "sa", "")) {
      use(connection);
    }
    assertUses(1);
  }

  @Test
  void aPoolOfAWrapper() throws SQLException {
    HikariConfig config = hikari();
    config.setJdbcUrl("jdbc:p6spy:h2:mem:wrapped");
    try (HikariDataSource pool = new HikariDataSource(config)) {
      useTwice(pool);
    }
  }

  @Test
  void whatIsUnwrappedIsTracedAlike() throws SQLException {
    try (HikariDataSource pool = new HikariDataSource(hikari());
        Connection connection = pool.getConnection()) {
      Connection driver = connection.unwrap(org.h2.jdbc.JdbcConnection.class);
      use(driver);
    }
    assertUses(1);
  }

  private static HikariConfig hikari() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(URL);
    config.setUsername("sa");
    config.setPassword("");
    config.setMaximumPoolSize(2);
    return config;
  }

  private static BasicDataSource basic() {
    BasicDataSource pool = new BasicDataSource();
    pool.setUrl(URL);
    pool.setUsername("sa");
    pool.setPassword("");
    return pool;
  }

  private static JdbcDataSource h2() {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL(URL);
    source.setUser("sa");
    source.setPassword("");
    return source;
  }

  private static void useTwice(DataSource source) throws SQLException {
    for (int i = 0; i < 2; i++) {
      try (Connection connection = source.getConnection()) {
        use(connection);
      }
    }
    assertUses(2);
  }

  private static void use(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM users");
      statement.addBatch("INSERT INTO users VALUES (2, 'Bob')");
      statement.executeBatch();
    }
    try (PreparedStatement statement = connection.prepareStatement("SELECT name FROM users")) {
      statement.executeQuery().close();
    }
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT INTO users VALUES (?, 'Ada')")) {
      statement.setInt(1, 3);
      statement.addBatch();
      statement.executeBatch();
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  private static void assertUses(int times) {
    String[] once = {
      "CLIENT DELETE users",
      "CLIENT INSERT users",
      "CLIENT SELECT users",
      "CLIENT INSERT users",
      "CLIENT COMMIT"
    };
    String[] all = new String[once.length * times];
    for (int i = 0; i < all.length; i++) {
      all[i] = once[i % once.length];
    }
    assertThat(agent.traces()).containsExactly(all);
    assertThat(agent.spans())
        .allMatch(span -> "h2database".equals(span.getAttributes().get(text("db.system"))))
        .allMatch(span -> "wrapped".equals(span.getAttributes().get(text("db.namespace"))));
  }

  private static AttributeKey<String> text(String name) {
    return AttributeKey.stringKey(name);
  }
}
