/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.DbQuery;
import io.obsagent.core.vocabulary.HttpServer;
import io.opentelemetry.context.Context;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exceptions that leave operations. */
class ErrorSourceTest {
  @TempDir Path folder;

  private InstalledRules rules;

  @AfterEach
  void close() {
    if (rules != null) {
      rules.close();
    }
  }

  private void install(String type) {
    rules =
        InstalledRules.of(
            folder,
            "metrics:\n  e_total: {type: counter, on: error "
                + type
                + ", labels: {type: type, at: operation, route: route else 'none'}}\n");
  }

  private static void query(Throwable error) {
    Operation query = Operation.start(DbQuery.TYPE);
    query.fail(error).end();
  }

  private static Operation request() {
    return Operation.start(HttpServer.TYPE, Context.root()).set(HttpServer.ROUTE, "/a");
  }

  @Test
  void whatLeavesNestedOperationsCountsOnceAtTheOutermost() {
    install("*");
    Operation request = request();
    SQLException error = new SQLException("no");
    query(error);
    request.fail(new IllegalStateException(error)).end();
    assertThat(rules.series("e_total"))
        .isEqualTo(Map.of("{at=http.server, route=/a, type=IllegalStateException}", 1.0));
  }

  @Test
  void whatIsCaughtOnTheWayCountsWhereItStayed() {
    install("*");
    Operation request = request();
    query(new SQLException("first"));
    query(new SQLException("second"));
    request.end();
    assertThat(rules.series("e_total"))
        .isEqualTo(Map.of("{at=db.query, route=/a, type=SQLException}", 2.0));
  }

  @Test
  void anotherExceptionCountsBesideTheOneThatWasCaught() {
    install("*");
    Operation request = request();
    query(new SQLException("no"));
    request.fail(new IllegalStateException("other")).end();
    assertThat(rules.series("e_total"))
        .isEqualTo(
            Map.of(
                "{at=db.query, route=/a, type=SQLException}", 1.0,
                "{at=http.server, route=/a, type=IllegalStateException}", 1.0));
  }

  @Test
  void aTypeTakesItsSubtypesBySimpleOrFullNameAndWrappersAreNoTypes() {
    for (String type : new String[] {"SQLException", "java.sql.SQLException", "'*.SQLExc*'"}) {
      install(type.replace("'", ""));
      query(new CompletionException(new SQLTimeoutException("late")));
      query(new IllegalStateException());
      assertThat(rules.series("e_total"))
          .isEqualTo(Map.of("{at=db.query, route=none, type=SQLTimeoutException}", 1.0));
      rules.close();
      rules = null;
    }
  }

  @Test
  void theMessageIsNotThere() {
    assertThat(
            InstalledRules.problems(
                folder, "metrics:\n  e_total: {type: counter, on: error *, labels: {m: error}}\n"))
        .containsExactly(
            "rules.yaml:2:53: error: 'error' is not available here; error has type, operation,"
                + " route");
  }
}
