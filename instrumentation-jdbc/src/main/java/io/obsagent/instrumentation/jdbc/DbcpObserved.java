/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import io.obsagent.bootstrap.State;
import javax.management.ObjectName;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.jspecify.annotations.Nullable;

/** A pool of Commons DBCP. Thread-safe. */
final class DbcpObserved extends PoolObserved<GenericObjectPool<?>> {
  private static final String NAMELESS = "dbcp";

  /** Of what makes connections, and of what makes those for pools. */
  private static final State<String> NAME = new State<>();

  private final String name;

  private DbcpObserved(GenericObjectPool<?> pool, @Nullable String name) {
    super(pool);
    this.name = name == null ? NAMELESS : name;
  }

  /** What makes connections knows the URL. */
  static void makes(Object connections, @Nullable String url) {
    NAME.set(connections, name(url, NAMELESS));
  }

  /**
   * What makes connections for pools was made.
   *
   * @param jmxName under which the pool is or would be registered; null for none
   */
  static void makes(Object pooled, @Nullable Object connections, @Nullable Object jmxName) {
    String given = jmxName instanceof ObjectName ? given((ObjectName) jmxName) : null;
    if (given == null && connections != null) {
      given = NAME.get(connections);
    }
    NAME.set(pooled, given);
  }

  private static @Nullable String given(ObjectName jmxName) {
    String name = jmxName.getKeyProperty("name");
    return name != null && name.startsWith("\"") ? ObjectName.unquote(name) : name;
  }

  /** A pool has what makes its connections. */
  static void begin(Object pooled, @Nullable Object pool) {
    if (pool instanceof GenericObjectPool) {
      GenericObjectPool<?> made = (GenericObjectPool<?>) pool;
      begin(made, new DbcpObserved(made, NAME.get(pooled)));
    }
  }

  @Override
  @Nullable Object read(GenericObjectPool<?> pool, String field) {
    if (pool.isClosed()) {
      end(pool);
      return null;
    }
    switch (field) {
      case "pool":
        return name;
      case "active":
        return (long) pool.getNumActive();
      case "idle":
        return (long) pool.getNumIdle();
      case "max":
        return (long) pool.getMaxTotal();
      case "pending":
        return (long) pool.getNumWaiters();
      case "acquired":
        return pool.getBorrowedCount();
      default:
        return null;
    }
  }
}
