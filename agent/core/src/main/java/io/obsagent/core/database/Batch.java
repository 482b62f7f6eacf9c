/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.database;

import io.obsagent.core.redact.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statements that are sent together, as if they were one: what they have in common and their texts.
 * Bounded, however many there are. Not thread-safe.
 */
public final class Batch {
  private static final int MOST_TEXTS = 16;
  private static final int LONGEST_TEXT = 2_048;

  private final List<SqlStatement> distinct = new ArrayList<>(1);
  private String operation;
  private @Nullable String table;
  private String queryType;

  Batch(SqlStatement first) {
    distinct.add(first);
    operation = first.operation();
    table = first.table();
    queryType = first.queryType();
  }

  void add(SqlStatement statement) {
    for (int i = 0; i < distinct.size(); i++) {
      if (distinct.get(i).text().equals(statement.text())) {
        return;
      }
    }
    if (distinct.size() < MOST_TEXTS) {
      distinct.add(statement);
    }
    if (!operation.equals(statement.operation())) {
      operation = "BATCH";
    }
    if (table != null && !table.equals(statement.table())) {
      table = null;
    }
    if (!queryType.equals(statement.queryType())) {
      queryType = "other";
    }
  }

  /** The verb that all have; {@code BATCH} when they differ. */
  public String operation() {
    return operation;
  }

  /** The table that all have; null when they differ. */
  public @Nullable String table() {
    return table;
  }

  /** The kind that all are of; {@code other} when they differ. */
  public String queryType() {
    return queryType;
  }

  /** Operation and table: of low cardinality, fit for a span name. */
  public String summary() {
    if (distinct.size() == 1) {
      return distinct.get(0).summary();
    }
    return table == null ? operation : operation + ' ' + table;
  }

  /** The distinct masked texts, at most 2,048 characters. */
  public String text() {
    if (distinct.size() == 1) {
      return distinct.get(0).text();
    }
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < distinct.size() && all.length() < LONGEST_TEXT; i++) {
      all.append(i == 0 ? "" : "; ").append(distinct.get(i).text());
    }
    return all.length() <= LONGEST_TEXT ? all.toString() : all.substring(0, LONGEST_TEXT);
  }
}
