/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import org.jspecify.annotations.Nullable;
import org.vibur.dbcp.ViburDBCPDataSource;

/** A pool of Vibur DBCP, which does not tell who waits for it. Thread-safe. */
final class ViburObserved extends PoolObserved<ViburDBCPDataSource> {
  private final String name;

  ViburObserved(ViburDBCPDataSource source) {
    super(source);
    String given = source.getName();
    name = isMadeUp(given) ? name(source.getJdbcUrl(), "vibur") : given;
  }

  /** Data sources without a name count as {@code p1} and so on. */
  private static boolean isMadeUp(@Nullable String name) {
    if (name == null || name.length() < 2 || name.charAt(0) != 'p') {
      return name == null || name.isEmpty();
    }
    for (int i = 1; i < name.length(); i++) {
      if (!Character.isDigit(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  @Nullable Object read(ViburDBCPDataSource pool, String field) {
    switch (field) {
      case "pool":
        return name;
      case "active":
        return (long) pool.getPool().taken();
      case "idle":
        return (long) pool.getPool().remainingCreated();
      case "max":
        return (long) pool.getPoolMaxSize();
      case "acquired":
        return acquired();
      case "acquire.seconds":
        return acquireSeconds();
      default:
        return null;
    }
  }
}
