/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.OperationType;
import io.obsagent.core.operation.Outcome;
import io.obsagent.core.operation.Unspanned;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;

/**
 * A look-up in a cache. It takes nanoseconds, so each cache has two of these objects, which are
 * told again and again. Immutable.
 */
public final class CacheGet extends Unspanned {
  public static final OperationType TYPE = new OperationType("cache.get", SpanKind.INTERNAL);

  /** The cache's name, of low cardinality; that of the library where caches have none. */
  public static final Field CACHE = TYPE.field("cache");

  /** Whether it found something. */
  public static final Field HIT = TYPE.field("hit");

  /**
   * The library: {@code caffeine}, {@code guava}, {@code jcache}, {@code redis} or {@code spring}.
   */
  public static final Field SYSTEM = TYPE.field("system");

  static {
    TYPE.selectedBy(CACHE);
  }

  private final String cache;
  private final String system;
  private final boolean hit;

  CacheGet(String cache, String system, boolean hit) {
    super(TYPE);
    this.cache = cache;
    this.system = system;
    this.hit = hit;
  }

  @Override
  public @Nullable Object get(Field field) {
    return field == CACHE ? cache : field == HIT ? (Object) hit : field == SYSTEM ? system : null;
  }

  @Override
  public boolean isRunning() {
    return false;
  }

  @Override
  public Outcome outcome() {
    return Outcome.OK;
  }

  @Override
  public @Nullable Throwable error() {
    return null;
  }

  @Override
  public long durationNanos() {
    return 0;
  }
}
