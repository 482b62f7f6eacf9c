/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.pool.HikariPool;
import io.obsagent.core.vocabulary.Observations;
import io.obsagent.core.vocabulary.Observed;
import io.obsagent.core.vocabulary.WeaklyObserved;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One pool, read when metrics are collected. It lives as long as its pool. Thread-safe. */
final class HikariObserved implements Observed {
  private final WeakReference<HikariPool> pool;
  private final WeakReference<HikariConfig> config;
  private final AtomicLong acquired = new AtomicLong();
  private volatile @Nullable WeaklyObserved entry;

  private HikariObserved(HikariPool pool, HikariConfig config) {
    this.pool = new WeakReference<>(pool);
    this.config = new WeakReference<>(config);
  }

  static HikariObserved begin(HikariPool pool, HikariConfig config) {
    HikariObserved observed = new HikariObserved(pool, config);
    observed.entry = WeaklyObserved.add(Observations.POOL, observed);
    return observed;
  }

  void acquired() {
    acquired.incrementAndGet();
  }

  void end() {
    WeaklyObserved added = entry;
    if (added != null) {
      added.remove();
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
