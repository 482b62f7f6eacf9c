/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Outcome;
import io.obsagent.core.operation.Recorder;
import io.obsagent.core.vocabulary.DbQuery;
import io.obsagent.smoke.servers.MariaDbServer;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What holds of every driver that talks to MariaDB or MySQL. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class MySqlProtocolTest {
  @RegisterExtension
  static final Agent agent = Agent.with(new JdbcInstrumentation(), new MySqlInstrumentation());

  private final String driverPackage;
  private final String system;
  private final int streaming;
  private MariaDbServer server;
  Connection connection;

  /**
   * @param streaming the fetch size that has rows come as they are read
   */
  MySqlProtocolTest(String driverPackage, String system, int streaming) {
    this.driverPackage = driverPackage;
    this.system = system;
    this.streaming = streaming;
  }

  abstract String url(MariaDbServer server);

  @BeforeAll
  void start() {
    server = MariaDbServer.start();
  }

  @AfterAll
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void fill() throws SQLException {
    assumeTrue(server != null, MariaDbServer.HOW_TO_GET);
    connection = connect("");
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS items");
      statement.execute("CREATE TABLE items (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(40))");
      statement.execute("INSERT INTO items (name) VALUES ('one'), ('two'), ('three')");
    }
    agent.forget();
  }

  @AfterEach
  void disconnect() throws SQLException {
    DbQuery.TYPE.recorders(null);
    if (connection != null) {
      connection.close();
    }
  }

  private Connection connect(String parameters) throws SQLException {
    return connectTo(url(server) + parameters);
  }

  /** By this driver, for some versions of the other one take the same URL. */
  private Connection connectTo(String url) throws SQLException {
    Driver driver =
        DriverManager.drivers()
            .filter(one -> one.getClass().getName().startsWith(driverPackage))
            .findFirst()
            .orElseThrow();
    Properties properties = new Properties();
    properties.setProperty("user", server.user());
    return driver.connect(url, properties);
  }

  private static String text(SpanData span, String key) {
    return span.getAttributes().get(AttributeKey.stringKey(key));
  }

  private static Long number(SpanData span, String key) {
    return span.getAttributes().get(AttributeKey.longKey(key));
  }

  @Test
  void aQueryTellsWhatItIsAndWhereItGoes() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT name FROM `items` WHERE name = \"two\"")) {
      assertThat(rows.next()).isTrue();
    }

    assertThat(agent.trace()).isEqualTo("CLIENT SELECT items");
    SpanData span = agent.span("SELECT items");
    assertThat(text(span, "db.system.name")).isEqualTo(system);
    assertThat(text(span, "db.namespace")).isEqualTo(server.database());
    assertThat(text(span, "server.address")).isEqualTo(server.host());
    assertThat(number(span, "server.port")).isEqualTo(server.port());
    assertThat(text(span, "db.operation.name")).isEqualTo("SELECT");
    assertThat(text(span, "db.collection.name")).isEqualTo("items");
    assertThat(text(span, "db.query.text")).isEqualTo("SELECT name FROM `items` WHERE name = ?");
  }

  @Test
  void connectingAndAskingWhetherAConnectionLivesIsNoOperation() throws SQLException {
    try (Connection other = connect("")) {
      assertThat(other.isValid(2)).isTrue();
    }

    assertThat(agent.traces()).isEmpty();
  }

  @Test
  void aConnectionThatFailsFailsAsWithoutTheAgent() throws SQLException {
    SQLException unknown =
        Assertions.catchThrowableOfType(
            SQLException.class,
            () -> connectTo(url(server).replace("/" + server.database(), "/missing")));
    SQLException refused =
        Assertions.catchThrowableOfType(
            SQLException.class,
            () ->
                connectTo(url(server).replace(":" + server.port(), ":1") + "&connectTimeout=500"));

    assertThat((Throwable) unknown).hasMessageContaining("missing");
    assertThat((Throwable) refused).isNotNull();
    assertThat(agent.traces()).isEmpty();
    connection.createStatement().execute("SELECT 1");
    assertThat(agent.trace()).isEqualTo("CLIENT SELECT");
  }

  @Test
  void anErrorTellsItsStateAndNoData() throws SQLException {
    SQLException error;
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO items VALUES (?, ?)")) {
      insert.setInt(1, 1);
      insert.setString(2, "canary");
      error = Assertions.catchThrowableOfType(SQLException.class, insert::executeUpdate);
    }

    assertThat(error.getErrorCode()).isEqualTo(1062);
    SpanData span = agent.span("INSERT items");
    assertThat(agent.trace()).isEqualTo("CLIENT INSERT items");
    assertThat(span.getStatus()).isEqualTo(StatusData.error());
    assertThat(text(span, "error.type")).isEqualTo(error.getClass().getName());
    assertThat(text(span, "db.response.status_code")).isEqualTo("23000");
    assertThat(span.getEvents().toString()).doesNotContain("canary").doesNotContain("'1'");
  }

  @Test
  void aStatementPreparedByTheServerIsOneOperationEachTime() throws SQLException {
    try (Connection other = connect("&useServerPrepStmts=true&cachePrepStmts=true")) {
      for (int id = 1; id < 4; id++) {
        try (PreparedStatement select =
            other.prepareStatement("SELECT name FROM items WHERE id = ?")) {
          select.setInt(1, id);
          try (ResultSet rows = select.executeQuery()) {
            assertThat(rows.next()).isTrue();
          }
        }
      }
    }

    assertThat(agent.traces()).hasSize(3).containsOnly("CLIENT SELECT items");
  }

  @Test
  void aBatchIsOneOperationHoweverTheDriverSendsIt() throws SQLException {
    for (String how : List.of("", "&rewriteBatchedStatements=true", "&useServerPrepStmts=true")) {
      try (Connection other = connect(how);
          PreparedStatement insert =
              other.prepareStatement("INSERT INTO items (name) VALUES (?)")) {
        for (int i = 0; i < 5; i++) {
          insert.setString(1, "item " + i);
          insert.addBatch();
        }
        assertThat(insert.executeBatch()).as(how).hasSize(5);
      }
      assertThat(agent.trace()).as(how).isEqualTo("CLIENT INSERT items");
      assertThat(number(agent.span("INSERT items"), "db.operation.batch.size")).isEqualTo(5);
      agent.forget();
    }
  }

  @Test
  void aBatchOfSqlIsOneOperation() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.addBatch("INSERT INTO items (name) VALUES ('four')");
      statement.addBatch("UPDATE items SET name = 'five' WHERE id = 1");
      assertThat(statement.executeBatch()).containsExactly(1, 1);
    }

    assertThat(agent.trace()).isEqualTo("CLIENT BATCH items");
    assertThat(text(agent.span("BATCH items"), "db.query.text"))
        .isEqualTo("INSERT INTO items (name) VALUES (?); UPDATE items SET name = ? WHERE id = ?");
  }

  @Test
  void generatedKeysTakeNoOperation() throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO items (name) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
      insert.setString(1, "four");
      insert.executeUpdate();
      try (ResultSet keys = insert.getGeneratedKeys()) {
        assertThat(keys.next()).isTrue();
        assertThat(keys.getInt(1)).isEqualTo(4);
      }
    }

    assertThat(agent.trace()).isEqualTo("CLIENT INSERT items");
  }

  @Test
  void transactionsAreOperations() throws SQLException {
    connection.setAutoCommit(false);
    connection.createStatement().executeUpdate("DELETE FROM items WHERE id = 1");
    connection.commit();
    connection.createStatement().executeUpdate("DELETE FROM items WHERE id = 2");
    connection.rollback();
    connection.setAutoCommit(true);

    assertThat(agent.traces())
        .containsExactly(
            "CLIENT DELETE items", "CLIENT COMMIT", "CLIENT DELETE items", "CLIENT ROLLBACK");
    assertThat(text(agent.span("COMMIT"), "db.system.name")).isEqualTo(system);
    assertThat(text(agent.span("COMMIT"), "db.namespace")).isEqualTo(server.database());
  }

  @Test
  void rowsThatComeAsTheyAreReadAreOneOperation() throws SQLException {
    int read = 0;
    try (Statement statement =
        connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
      statement.setFetchSize(streaming);
      try (ResultSet rows = statement.executeQuery("SELECT seq FROM seq_1_to_1000")) {
        while (rows.next()) {
          read++;
        }
      }
    }

    assertThat(read).isEqualTo(1000);
    assertThat(agent.traces()).containsExactly("CLIENT SELECT seq_1_to_1000");
  }

  @Test
  void statementsSentTogetherAreOneOperationAndAllTheirResultsAreThere() throws SQLException {
    List<Integer> counts = new ArrayList<>();
    try (Connection other = connect("&allowMultiQueries=true");
        Statement statement = other.createStatement()) {
      statement.execute("UPDATE items SET name = 'x'; DELETE FROM items WHERE id = 1; SELECT 7");
      counts.add(statement.getUpdateCount());
      statement.getMoreResults();
      counts.add(statement.getUpdateCount());
      assertThat(statement.getMoreResults()).isTrue();
      assertThat(statement.getResultSet().next()).isTrue();
      assertThat(statement.getMoreResults()).isFalse();
      counts.add(statement.getUpdateCount());
    }

    assertThat(counts).containsExactly(3, 1, -1);
    assertThat(agent.traces()).hasSize(1);
    assertThat(text(agent.spans().get(0), "db.query.text"))
        .isEqualTo("UPDATE items SET name = ?; DELETE FROM items WHERE id = ?; SELECT ?");
  }

  @Test
  @InProcessOnly
  void whatIsExecutedTellsTheRowsItDoesNotReturn() throws SQLException {
    List<Object> rows = new ArrayList<>();
    noting(operation -> rows.add(operation.get(DbQuery.ROWS)));
    try (Statement statement = connection.createStatement();
        PreparedStatement prepared =
            connection.prepareStatement("UPDATE items SET name = 'x' WHERE id < 3")) {
      statement.execute("UPDATE items SET name = 'y'");
      assertThat(statement.getUpdateCount()).isEqualTo(3);
      prepared.execute();
      assertThat(prepared.getUpdateCount()).isEqualTo(2);
      statement.executeUpdate("DELETE FROM items WHERE id = 1");
      statement.execute("SELECT * FROM items");
    }

    assertThat(rows).containsExactly(3L, 2L, 1L, null);
  }

  @Test
  @InProcessOnly
  void aQueryThatTakesTooLongIsATimeout() throws SQLException {
    List<Outcome> outcomes = new ArrayList<>();
    noting(operation -> outcomes.add(operation.outcome()));
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      assertThatThrownBy(() -> statement.executeQuery("SELECT SLEEP(10)"))
          .isInstanceOf(SQLException.class);
    }

    assertThat(outcomes).containsExactly(Outcome.TIMEOUT);
  }

  @Test
  void aQueryThatIsCanceledIsOneOperation() throws Exception {
    try (Statement statement = connection.createStatement()) {
      CompletableFuture<Void> over =
          CompletableFuture.runAsync(
              () -> {
                try {
                  statement.executeQuery("SELECT SLEEP(60)");
                } catch (SQLException canceled) {
                  // Some tell of it, others return.
                }
              });
      for (int i = 0; i < 100 && !over.isDone(); i++) {
        Thread.sleep(100);
        statement.cancel();
      }
      over.get(10, TimeUnit.SECONDS);
    }

    assertThat(agent.traces()).containsExactly("CLIENT SELECT");
  }

  private static void noting(java.util.function.Consumer<Operation> note) {
    DbQuery.TYPE.recorders(
        new Recorder[] {
          new Recorder() {
            @Override
            public void ended(Operation operation, long durationNanos) {
              note.accept(operation);
            }
          }
        });
  }
}
