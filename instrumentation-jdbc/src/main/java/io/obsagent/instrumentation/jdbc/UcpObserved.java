/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import oracle.ucp.UniversalConnectionPool;
import org.jspecify.annotations.Nullable;

/** A pool of Oracle UCP. Thread-safe. */
final class UcpObserved extends PoolObserved<UniversalConnectionPool> {
  UcpObserved(UniversalConnectionPool pool) {
    super(pool);
  }

  @Override
  @Nullable Object read(UniversalConnectionPool pool, String field) {
    switch (field) {
      case "pool":
        return pool.getName();
      case "active":
        return (long) pool.getBorrowedConnectionsCount();
      case "idle":
        return (long) pool.getAvailableConnectionsCount();
      case "max":
        return (long) pool.getMaxPoolSize();
      case "pending":
        return (long) pool.getStatistics().getPendingRequestsCount();
      case "acquired":
        return pool.getStatistics().getCumulativeConnectionBorrowedCount();
      case "acquire.seconds":
        return pool.getStatistics().getCumulativeConnectionWaitTime() / 1000.0;
      default:
        return null;
    }
  }
}
