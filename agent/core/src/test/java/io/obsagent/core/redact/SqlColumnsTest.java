/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlColumnsTest {
  @Test
  void anInsertNamesItsColumns() {
    assertThat(SqlColumns.of("INSERT INTO users (name, \"Source\", age) VALUES (?, ?, ?)"))
        .containsExactly("name", "source", "age");
    assertThat(SqlColumns.of("insert into app.users(a,b) values(?,'x, ?'),( ? , ?::jsonb )"))
        .containsExactly("a", "a", "b");
  }

  @Test
  void whatIsPartOfACalculationIsNoColumns() {
    assertThat(SqlColumns.of("INSERT INTO t (a, b, c) VALUES (lower(?), ? + 1, ?)"))
        .containsExactly(null, null, "c");
    assertThat(SqlColumns.of("UPDATE t SET a = ? + 1, b = ? WHERE lower(c) = ?"))
        .containsExactly(null, "b", null);
  }

  @Test
  void comparisonsAndAssignmentsNameTheColumnBeforeTheSign() {
    assertThat(SqlColumns.of("UPDATE jobs j SET state=?, `at` = ? WHERE j.id = ? AND state = ?"))
        .containsExactly("state", "at", "id", null);
    assertThat(
            SqlColumns.of("SELECT * FROM t -- a = ?\nWHERE a = ? /* ? */ AND b >= ? AND c IN (?)"))
        .containsExactly("a", null, null);
    assertThat(SqlColumns.of("INSERT INTO t (a) VALUES (?) ON CONFLICT (a) DO UPDATE SET b = ?"))
        .containsExactly("a", "b");
  }

  @Test
  void rowsWithoutNamesAreNotKnown() {
    assertThat(SqlColumns.of("INSERT INTO t VALUES (?, ?)")).containsExactly(null, null);
    assertThat(SqlColumns.of("INSERT INTO t (a, b) SELECT ?, c FROM u WHERE d = ?"))
        .containsExactly(null, "d");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 'it\\' = ?' WHERE a = ?",
        "SELECT $$ a = ? $$",
        "SELECT 'open WHERE a = ?",
        "SELECT a # ?\n WHERE a = ?",
      })
  void whatMeansDifferentThingsInDifferentDatabasesIsNotRead(String sql) {
    assertThat(SqlColumns.of(sql)).isEmpty();
  }

  @Test
  void nothingIsTooStrange() {
    String alphabet = "?=(),.'\"ab $-/*:values into insert[]`0";
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder sql = new StringBuilder("insert into ");
      for (int j = random.nextInt(30); j > 0; j--) {
        sql.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(SqlColumns.of(sql.toString())).isNotNull();
    }
  }
}
