/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import io.agroal.pool.ConnectionHandler;
import io.agroal.pool.ConnectionPool;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/** A pool of Agroal, which has no name of its own. Thread-safe. */
final class AgroalObserved extends PoolObserved<ConnectionPool> {
  /** Later versions count for their own metrics alone, so the connections themselves are asked. */
  private static final @Nullable Field CONNECTIONS = field(ConnectionPool.class, "allConnections");

  private static final @Nullable Field STATE = field(ConnectionHandler.class, "state");

  private final String name;

  AgroalObserved(ConnectionPool pool) {
    super(pool);
    name = name(pool.getConfiguration().connectionFactoryConfiguration().jdbcUrl(), "agroal");
  }

  private static @Nullable Field field(Class<?> type, String name) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException | RuntimeException e) {
      return null;
    }
  }

  private static long active(ConnectionPool pool) {
    if (CONNECTIONS == null || STATE == null) {
      return pool.activeCount();
    }
    long active = 0;
    try {
      for (Object connection : (Iterable<?>) CONNECTIONS.get(pool)) {
        active += "CHECKED_OUT".equals(String.valueOf(STATE.get(connection))) ? 1 : 0;
      }
    } catch (ReflectiveOperationException e) {
      return pool.activeCount();
    }
    return active;
  }

  @Override
  @Nullable Object read(ConnectionPool pool, String field) {
    switch (field) {
      case "pool":
        return name;
      case "active":
        return active(pool);
      case "idle":
        return pool.availableCount() + pool.activeCount() - active(pool);
      case "max":
        return (long) pool.getConfiguration().maxSize();
      case "pending":
        return pool.awaitingCount();
      case "acquired":
        return acquired();
      case "acquire.seconds":
        return acquireSeconds();
      default:
        return null;
    }
  }
}
