/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.cache;

import io.obsagent.core.vocabulary.CacheScope;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;

/**
 * A look-up in one of Spring's caches that does not wait for its outcome and has a value made when
 * there is none, in the place of what makes it. Thread-safe.
 */
final class SpringRetrieval implements Supplier<@Nullable Object> {
  private final CacheScope scope;
  private final Supplier<?> maker;
  private final Thread thread = Thread.currentThread();
  private volatile boolean made;

  SpringRetrieval(CacheScope scope, Supplier<?> maker) {
    this.scope = scope;
    this.maker = maker;
  }

  /** A look-up that makes nothing has returned: null when it is known that there is no value. */
  static void ended(Cache cache, @Nullable CompletableFuture<?> value) {
    if (value == null) {
      SpringLookup.told(cache, false);
    } else {
      value.whenComplete(new Outcome(cache, null));
    }
  }

  /** The look-up has returned. */
  void returned(Cache cache, @Nullable CompletableFuture<?> value) {
    scope.leave();
    if (value != null) {
      value.whenComplete(new Outcome(cache, this));
    } else if (made) {
      SpringLookup.told(cache, false);
    }
  }

  /** What the application does here is no part of the look-up. */
  @Override
  public @Nullable Object get() {
    made = true;
    if (Thread.currentThread() != thread || CacheScope.current() != scope) {
      return maker.get();
    }
    scope.leave();
    try {
      return maker.get();
    } finally {
      scope.resume();
    }
  }

  private static final class Outcome implements BiConsumer<Object, Throwable> {
    private final Cache cache;
    private final @Nullable SpringRetrieval retrieval;

    Outcome(Cache cache, @Nullable SpringRetrieval retrieval) {
      this.cache = cache;
      this.retrieval = retrieval;
    }

    @Override
    public void accept(@Nullable Object value, @Nullable Throwable error) {
      boolean made = retrieval != null && retrieval.made;
      if (made) {
        SpringLookup.told(cache, false);
      } else if (error == null) {
        SpringLookup.told(cache, retrieval != null || value != null);
      }
    }
  }
}
