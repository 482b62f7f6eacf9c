/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.pool.HikariPool;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** A pool of HikariCP. Thread-safe. */
final class HikariObserved extends PoolObserved<HikariPool> {
  private final WeakReference<HikariConfig> config;

  HikariObserved(HikariPool pool, HikariConfig config) {
    super(pool);
    this.config = new WeakReference<>(config);
  }

  @Override
  @Nullable Object read(HikariPool pool, String field) {
    HikariConfig settings = config.get();
    if (settings == null) {
      return null;
    }
    switch (field) {
      case "pool":
        return settings.getPoolName();
      case "active":
        return (long) pool.getActiveConnections();
      case "idle":
        return (long) pool.getIdleConnections();
      case "max":
        return (long) settings.getMaximumPoolSize();
      case "pending":
        return (long) pool.getThreadsAwaitingConnection();
      case "acquired":
        return acquired();
      case "acquire.seconds":
        return acquireSeconds();
      default:
        return null;
    }
  }
}
