/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.catalogue.Catalogue;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.resources.Resource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.dbcp2.BasicDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Values bound to statements, as far as a rule names their columns. */
@InProcessOnly
class BoundValuesTest {
  @RegisterExtension static final Agent agent = Agent.with(new JdbcInstrumentation());

  private static final String URL = "jdbc:h2:mem:bound";
  private static final String INSERT = "INSERT INTO users (name, source) VALUES (?, ?)";

  @TempDir Path folder;

  private Connection connection;
  private Catalogue catalogue;
  private Catalogue.Installation installation;

  @BeforeEach
  void open() throws Exception {
    connection = DriverManager.getConnection(URL);
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS users");
      statement.execute("CREATE TABLE users (name VARCHAR(99), source VARCHAR(99))");
    }
    // The driver is loaded by now.
    Path rules =
        Files.writeString(
            folder.resolve("rules.yaml"),
            """
            metrics:
              users_created_total:
                type: counter
                on: sql INSERT users
                value: rows
                labels: {source: {from: sql.params.source else 'unknown', allow: [web, google, unknown]}}
            """);
    catalogue = Catalogue.load(List.of(), List.of(rules.toFile()));
    assertThat(catalogue.problems()).isEmpty();
    installation = catalogue.install();
  }

  @AfterEach
  void close() throws Exception {
    installation.close();
    connection.close();
  }

  private Map<String, Long> created() {
    Map<String, Long> values = new TreeMap<>();
    for (MetricData metric : catalogue.produce(Resource.empty())) {
      if (metric.getName().equals("users_created_total")) {
        for (PointData point : metric.getData().getPoints()) {
          if (point instanceof LongPointData) {
            values.put(
                point.getAttributes().get(AttributeKey.stringKey("source")),
                ((LongPointData) point).getValue());
          } else {
            values.put(
                point.getAttributes().get(AttributeKey.stringKey("source")),
                (long) ((DoublePointData) point).getValue());
          }
        }
      }
    }
    return values;
  }

  private static void insert(Connection connection, String source) throws Exception {
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      statement.setString(1, "ann@example.org");
      if (source == null) {
        statement.setNull(2, Types.VARCHAR);
      } else {
        statement.setString(2, source);
      }
      statement.executeUpdate();
    }
  }

  @Test
  void aRowIsCountedByTheValueOfItsColumn() throws Exception {
    insert(connection, "web");
    insert(connection, "web");
    insert(connection, "google");
    insert(connection, "spy");
    insert(connection, null);
    assertThat(created()).isEqualTo(Map.of("web", 2L, "google", 1L, "_other", 1L, "unknown", 1L));
  }

  @Test
  void aStatementMayBeUsedAgain() throws Exception {
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      statement.setObject(1, "a");
      for (String source : List.of("web", "google", "google")) {
        statement.setObject(2, source);
        statement.executeUpdate();
      }
    }
    assertThat(created()).isEqualTo(Map.of("web", 1L, "google", 2L));
  }

  @Test
  void rowsOfABatchThatDifferAreNotKnown() throws Exception {
    for (List<String> sources : List.of(List.of("web", "web"), List.of("web", "google"))) {
      try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
        for (String source : sources) {
          statement.setString(1, "a");
          statement.setString(2, source);
          statement.addBatch();
        }
        statement.executeBatch();
      }
    }
    assertThat(created()).isEqualTo(Map.of("web", 2L, "unknown", 2L));
  }

  @Test
  void aPoolsStatementsAreKnownToo() throws Exception {
    try (BasicDataSource pool = new BasicDataSource()) {
      pool.setUrl(URL);
      try (Connection pooled = pool.getConnection()) {
        insert(pooled, "web");
      }
    }
    assertThat(created()).isEqualTo(Map.of("web", 1L));
  }

  @Test
  void noSpanShowsAValue() throws Exception {
    insert(connection, "web");
    assertThat(agent.spans().toString())
        .contains("INSERT users")
        .doesNotContain("ann@")
        .doesNotContain("web");
  }

  @Test
  void withoutTheRuleNothingIsListenedTo() throws Exception {
    installation.close();
    insert(connection, "web");
    assertThat(created()).isEmpty();
  }
}
