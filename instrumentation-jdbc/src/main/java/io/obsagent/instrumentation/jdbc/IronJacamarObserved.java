/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import java.lang.reflect.Field;
import java.util.Map;
import org.jboss.jca.core.connectionmanager.pool.AbstractPool;
import org.jboss.jca.core.connectionmanager.pool.mcp.ManagedConnectionPool;
import org.jspecify.annotations.Nullable;

/**
 * A pool of IronJacamar. Its own statistics are switched off, mostly, so its permits are asked, one
 * for each connection in use, and the pools that it is made of. Thread-safe.
 */
final class IronJacamarObserved extends PoolObserved<AbstractPool> {
  private static final @Nullable Field PARTS = parts();

  private final int max;

  /** One that has handed nothing out yet. */
  IronJacamarObserved(AbstractPool pool) {
    super(pool);
    max = pool.getLock().availablePermits();
  }

  private static @Nullable Field parts() {
    try {
      Field field = AbstractPool.class.getDeclaredField("mcpPools");
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException | RuntimeException e) {
      return null;
    }
  }

  private long active(AbstractPool pool) {
    return max - pool.getLock().availablePermits();
  }

  private @Nullable Object idle(AbstractPool pool) {
    if (PARTS == null) {
      return null;
    }
    long open = 0;
    try {
      for (Object part : ((Map<?, ?>) PARTS.get(pool)).values()) {
        open += ((ManagedConnectionPool) part).getActive();
      }
    } catch (IllegalAccessException e) {
      return null;
    }
    return Math.max(0, open - active(pool));
  }

  /** Pools are given their name after they are made. */
  private static String nameOf(AbstractPool pool) {
    String name = pool.getName();
    return name == null ? "ironjacamar" : name;
  }

  @Override
  @Nullable Object read(AbstractPool pool, String field) {
    switch (field) {
      case "pool":
        return nameOf(pool);
      case "active":
        return active(pool);
      case "idle":
        return idle(pool);
      case "max":
        return (long) max;
      case "pending":
        return (long) pool.getLock().getQueueLength();
      case "acquired":
        return acquired();
      case "acquire.seconds":
        return acquireSeconds();
      default:
        return null;
    }
  }
}
