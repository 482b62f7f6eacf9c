/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.pool.HikariPool;
import io.obsagent.bootstrap.State;
import io.obsagent.core.vocabulary.Observations;
import io.obsagent.core.vocabulary.Observed;
import io.obsagent.core.vocabulary.WeaklyObserved;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One pool, read when metrics are collected. It lives as long as its pool. Thread-safe. */
final class HikariObserved implements Observed {
  private static final State<HikariObserved> OBSERVED = new State<>();

  private final WeakReference<HikariPool> pool;
  private final WeakReference<HikariConfig> config;
  private final AtomicLong acquired = new AtomicLong();
  private final WeaklyObserved entry;

  private HikariObserved(HikariPool pool, HikariConfig config) {
    this.pool = new WeakReference<>(pool);
    this.config = new WeakReference<>(config);
    this.entry = WeaklyObserved.add(Observations.POOL, this);
  }

  /** A pool was made. */
  static void begin(HikariPool pool, HikariConfig config) {
    OBSERVED.set(pool, new HikariObserved(pool, config));
  }

  /** A pool handed a connection out. */
  static void acquired(HikariPool pool) {
    HikariObserved observed = OBSERVED.get(pool);
    if (observed != null) {
      observed.acquired.incrementAndGet();
    }
  }

  /** A pool is shut down; more than once, perhaps. */
  static void end(HikariPool pool) {
    HikariObserved observed = OBSERVED.remove(pool);
    if (observed != null) {
      observed.entry.remove();
    }
  }

  @Override
  public @Nullable Object read(String field) {
    HikariPool alive = pool.get();
    HikariConfig settings = config.get();
    if (alive == null || settings == null) {
      return null;
    }
    switch (field) {
      case "pool":
        return settings.getPoolName();
      case "active":
        return (long) alive.getActiveConnections();
      case "idle":
        return (long) alive.getIdleConnections();
      case "max":
        return (long) settings.getMaximumPoolSize();
      case "pending":
        return (long) alive.getThreadsAwaitingConnection();
      case "acquired":
        return acquired.get();
      default:
        return null;
    }
  }
}
