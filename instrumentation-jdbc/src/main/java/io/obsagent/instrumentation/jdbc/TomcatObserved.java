/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import org.apache.tomcat.jdbc.pool.ConnectionPool;
import org.jspecify.annotations.Nullable;

/** A pool of Tomcat's. Thread-safe. */
final class TomcatObserved extends PoolObserved<ConnectionPool> {
  /** How the names begin that Tomcat makes up, with another number at each start. */
  private static final String MADE_UP = "Tomcat Connection Pool[";

  private final String name;

  TomcatObserved(ConnectionPool pool) {
    super(pool);
    String given = pool.getName();
    this.name =
        given == null || given.startsWith(MADE_UP)
            ? name(pool.getPoolProperties().getUrl(), "tomcat-jdbc")
            : given;
  }

  @Override
  @Nullable Object read(ConnectionPool pool, String field) {
    switch (field) {
      case "pool":
        return name;
      case "active":
        return (long) pool.getActive();
      case "idle":
        return (long) pool.getIdle();
      case "max":
        return (long) pool.getPoolProperties().getMaxActive();
      case "pending":
        return (long) pool.getWaitCount();
      case "acquired":
        return acquired();
      case "acquire.seconds":
        return acquireSeconds();
      default:
        return null;
    }
  }
}
