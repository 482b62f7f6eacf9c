/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.cache;

import io.obsagent.core.vocabulary.Cache;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What a look-up gives that does not wait for its outcome: a value, or values by their keys. */
final class JCacheAnswer implements BiConsumer<Object, Throwable> {
  private final Cache cache;
  private final @Nullable Integer keys;

  private JCacheAnswer(Cache cache, @Nullable Integer keys) {
    this.cache = cache;
    this.keys = keys;
  }

  /**
   * Counts when the outcome is known.
   *
   * @param future what was returned; null when the look-up failed
   * @param keys for how many keys values are looked up; null for one value
   */
  static void await(@Nullable Object future, Cache cache, @Nullable Integer keys) {
    if (future instanceof CompletionStage) {
      ((CompletionStage<?>) future).whenComplete(new JCacheAnswer(cache, keys));
    }
  }

  @Override
  public void accept(@Nullable Object value, @Nullable Throwable error) {
    if (error != null) {
      return;
    }
    if (keys == null) {
      cache.lookedUp(value != null);
    } else if (value instanceof Map) {
      int found = Math.min(keys, ((Map<?, ?>) value).size());
      cache.lookedUp(found, keys - found);
    }
  }
}
