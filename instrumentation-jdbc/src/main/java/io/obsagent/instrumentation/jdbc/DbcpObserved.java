/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import io.obsagent.bootstrap.State;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.jspecify.annotations.Nullable;

/** A pool of Commons DBCP. Thread-safe. */
final class DbcpObserved extends PoolObserved<GenericObjectPool<?>> {
  private static final String NAMELESS = "dbcp";
  private static final String KEY = "name=";

  /** Of what makes connections, and of what makes those for pools. */
  private static final State<String> NAME = new State<>();

  /** The pool that a data source hands connections of out. */
  static final State<Object> POOL = new State<>();

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
    String given = jmxName == null ? null : given(jmxName.toString());
    if (given == null && connections != null) {
      given = NAME.get(connections);
    }
    NAME.set(pooled, given);
  }

  /** The name in {@code domain:name=orders,type=BasicDataSource}, quoted where it is there. */
  private static @Nullable String given(String jmxName) {
    int at = jmxName.indexOf(KEY);
    char before = at <= 0 ? 0 : jmxName.charAt(at - 1);
    if (before != ':' && before != ',') {
      return null;
    }
    int begin = at + KEY.length();
    boolean quoted = begin < jmxName.length() && jmxName.charAt(begin) == '"';
    int end = jmxName.indexOf(quoted ? '"' : ',', begin + 1);
    return jmxName.substring(quoted ? begin + 1 : begin, end < 0 ? jmxName.length() : end);
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
      case "acquire.seconds":
        return acquireSeconds();
      default:
        return null;
    }
  }
}
