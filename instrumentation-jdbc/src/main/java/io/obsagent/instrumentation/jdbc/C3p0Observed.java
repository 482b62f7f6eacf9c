/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import com.mchange.v2.c3p0.DriverManagerDataSource;
import com.mchange.v2.c3p0.WrapperConnectionPoolDataSource;
import com.mchange.v2.c3p0.impl.C3P0PooledConnectionPool;
import io.obsagent.bootstrap.State;
import java.sql.SQLException;
import javax.sql.ConnectionPoolDataSource;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A pool of c3p0, which has one for each user of a data source. Thread-safe. */
final class C3p0Observed extends PoolObserved<C3P0PooledConnectionPool> {
  private static final State<String> NAME = new State<>();

  private final String name;
  private final long max;

  C3p0Observed(C3P0PooledConnectionPool pool, ConnectionPoolDataSource source, int max) {
    super(pool);
    String given = NAME.get(source);
    this.name = given == null ? name(url(source), "c3p0") : given;
    this.max = max;
  }

  /**
   * Pools of a data source are to have a name.
   *
   * @param token what c3p0 names data sources that have no name, with another one at each start
   */
  static void name(ConnectionPoolDataSource source, @Nullable String name, String token) {
    if (name != null && !name.equals(token)) {
      NAME.set(source, name);
    }
  }

  private static @Nullable String url(ConnectionPoolDataSource source) {
    if (!(source instanceof WrapperConnectionPoolDataSource)) {
      return null;
    }
    DataSource nested = ((WrapperConnectionPoolDataSource) source).getNestedDataSource();
    return nested instanceof DriverManagerDataSource
        ? ((DriverManagerDataSource) nested).getJdbcUrl()
        : null;
  }

  @Override
  @Nullable Object read(C3P0PooledConnectionPool pool, String field) {
    try {
      switch (field) {
        case "pool":
          return name;
        case "active":
          return (long) pool.getNumBusyConnections();
        case "idle":
          return (long) pool.getNumIdleConnections();
        case "max":
          return max;
        case "pending":
          return (long) pool.getNumThreadsAwaitingCheckout();
        case "acquired":
          return acquired();
        case "acquire.seconds":
          return acquireSeconds();
        default:
          return null;
      }
    } catch (SQLException closed) {
      return null;
    }
  }
}
