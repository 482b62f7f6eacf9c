/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import io.opentelemetry.context.Context;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What was current each time that one and the same task was handed over and has not run since, in
 * that order. Thread-safe.
 */
final class HandOvers {
  /** More than that have not been queued but lost: a queue that drops tasks, for one. */
  private static final int MOST = 1 << 16;

  private final ConcurrentLinkedDeque<Context> contexts = new ConcurrentLinkedDeque<>();
  private final AtomicInteger count = new AtomicInteger();

  void add(Context context) {
    if (count.incrementAndGet() > MOST) {
      contexts.clear();
      count.set(1);
    }
    contexts.addLast(context);
  }

  @Nullable Context takeFirst() {
    return counted(contexts.pollFirst());
  }

  @Nullable Context takeLast() {
    return counted(contexts.pollLast());
  }

  boolean isEmpty() {
    return contexts.isEmpty();
  }

  private @Nullable Context counted(@Nullable Context taken) {
    if (taken != null) {
      count.decrementAndGet();
    }
    return taken;
  }
}
