/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlStatementsTest {
  @Test
  void aRepeatedStatementIsReadOnce() {
    SqlStatements statements = new SqlStatements();

    SqlStatement first = statements.get("SELECT * FROM users", null);

    assertThat(statements.get(new String("SELECT * FROM users"), null)).isSameAs(first);
  }

  @Test
  void theSameTextOfAnotherDialectIsAnotherStatement() {
    SqlStatements statements = new SqlStatements();
    String sql = "SELECT \"a\" FROM t";

    assertThat(statements.get(sql, "postgresql").text()).isEqualTo(sql);
    assertThat(statements.get(sql, "mysql").text()).isEqualTo("SELECT ? FROM t");
    assertThat(statements.get(sql, "postgresql").text()).isEqualTo(sql);
  }

  @Test
  void aFloodOfStatementsStaysWithinTheBounds() {
    SqlStatements statements = new SqlStatements(1024, 1 << 20);
    String filler = "a, ".repeat(2_000);

    for (int i = 0; i < 20_000; i++) {
      statements.get("SELECT " + filler + i, null);
      assertThat(statements.bytes()).isBetween(0L, 1L << 20);
    }
  }

  @Test
  void aStatementInUseSurvivesAFlood() {
    SqlStatements statements = new SqlStatements(64, 1 << 20);
    SqlStatement hot = statements.get("SELECT * FROM users", null);

    for (int i = 0; i < 10_000; i++) {
      statements.get("SELECT " + i, null);
      assertThat(statements.get("SELECT * FROM users", null)).isSameAs(hot);
    }
  }

  @Test
  void aVeryLongStatementIsNotKept() {
    SqlStatements statements = new SqlStatements();

    statements.get("SELECT " + "1, ".repeat(10_000), null);

    assertThat(statements.bytes()).isZero();
  }
}
