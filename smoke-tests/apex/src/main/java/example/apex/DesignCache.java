/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.apex;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.function.Supplier;

/** Results by what they were made from: a few in this process, more in Redis. */
class DesignCache {
  private static final Duration NEAR = Duration.ofSeconds(1);
  private static final Duration KEPT = Duration.ofMinutes(10);

  private final Cache<String, String> near =
      Caffeine.newBuilder().maximumSize(100).expireAfterWrite(NEAR).build();
  private final RedisCommands<String, String> far;

  DesignCache(RedisCommands<String, String> far) {
    this.far = far;
  }

  String get(String request, Supplier<String> made) {
    String found = near.getIfPresent(request);
    if (found != null) {
      return found;
    }
    String key = "apex:design:" + Integer.toHexString(request.hashCode());
    String result = far.get(key);
    if (result == null) {
      result = made.get();
      far.set(key, result, SetArgs.Builder.ex(KEPT));
    }
    near.put(request, result);
    return result;
  }
}
