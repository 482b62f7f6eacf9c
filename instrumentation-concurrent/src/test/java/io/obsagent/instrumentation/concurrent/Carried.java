/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.concurrent;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Something to be current, and whether it is. */
final class Carried {
  private static final ContextKey<Object> KEY = ContextKey.named("carried");

  private Carried() {}

  /** What is current on this thread; null when nothing is. */
  static Object seen() {
    return Context.current().get(KEY);
  }

  /** Runs code with something current. */
  static <T> T with(Object carried, Callable<T> code) throws Exception {
    try (Scope scope = Context.root().with(KEY, carried).makeCurrent()) {
      return code.call();
    }
  }

  /** Runs code with something current that nothing but the agent can keep alive afterwards. */
  static WeakReference<Object> withGarbage(Code code) throws Exception {
    Object carried = new Object();
    with(
        carried,
        () -> {
          code.run();
          return null;
        });
    return new WeakReference<>(carried);
  }

  static boolean isCollected(WeakReference<Object> reference) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (reference.get() != null && System.nanoTime() < end) {
      System.gc();
    }
    return reference.get() == null;
  }

  /** Code that may throw. */
  interface Code {
    void run() throws Exception;
  }
}
