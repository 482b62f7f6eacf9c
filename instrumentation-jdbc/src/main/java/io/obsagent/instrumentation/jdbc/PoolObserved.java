/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import io.obsagent.bootstrap.State;
import io.obsagent.core.redact.DatabaseAddress;
import io.obsagent.core.redact.JdbcUrl;
import io.obsagent.core.vocabulary.Observations;
import io.obsagent.core.vocabulary.Observed;
import io.obsagent.core.vocabulary.WeaklyObserved;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One pool, read when metrics are collected. It lives as long as its pool, or less long when that
 * is closed. Thread-safe.
 *
 * @param <P> the pool
 */
abstract class PoolObserved<P> implements Observed {
  private static final State<PoolObserved<?>> OBSERVED = new State<>();

  private final WeakReference<P> pool;
  private final AtomicLong acquired = new AtomicLong();
  private final AtomicLong acquireNanos = new AtomicLong();
  private volatile @Nullable WeaklyObserved entry;

  PoolObserved(P pool) {
    this.pool = new WeakReference<>(pool);
  }

  /** Begins to observe a pool that was made or opened, in the place of an earlier observation. */
  static <P> void begin(P pool, PoolObserved<P> observed) {
    end(pool);
    OBSERVED.set(pool, observed);
    observed.entry = WeaklyObserved.add(Observations.POOL, observed);
  }

  /**
   * A pool handed a connection out.
   *
   * @param begun when it was asked for it, by {@link System#nanoTime()}; null when that is not
   *     known
   */
  static void acquired(Object pool, @Nullable Long begun) {
    PoolObserved<?> observed = OBSERVED.get(pool);
    if (observed != null) {
      observed.acquired.incrementAndGet();
      if (begun != null) {
        observed.acquireNanos.addAndGet(System.nanoTime() - begun);
      }
    }
  }

  /** A pool is closed; more than once, perhaps. */
  static void end(Object pool) {
    PoolObserved<?> observed = OBSERVED.remove(pool);
    WeaklyObserved entry = observed == null ? null : observed.entry;
    if (entry != null) {
      entry.remove();
    }
  }

  /**
   * A name for a pool that was given none: the same at every start, and without secrets.
   *
   * @param url the JDBC URL; null when it is not known
   * @param otherwise for when the URL tells nothing
   */
  static String name(@Nullable String url, String otherwise) {
    DatabaseAddress database = JdbcUrl.parse(url);
    String address = database.address();
    String namespace = database.namespace();
    if (address == null && namespace == null) {
      return otherwise;
    }
    StringBuilder name = new StringBuilder(address == null ? database.system() : address);
    if (database.port() > 0) {
      name.append(':').append(database.port());
    }
    return namespace == null ? name.toString() : name.append('/').append(namespace).toString();
  }

  @Override
  public final @Nullable Object read(String field) {
    P alive = pool.get();
    return alive == null ? null : read(alive, field);
  }

  /** How many connections were handed out, as far as {@link #acquired(Object, Long)} was told. */
  final long acquired() {
    return acquired.get();
  }

  /** Seconds that handing them out took, as far as it was told. */
  final double acquireSeconds() {
    return acquireNanos.get() / 1e9;
  }

  /** Reads a field of a pool that may be closed. */
  abstract @Nullable Object read(P pool, String field);
}
