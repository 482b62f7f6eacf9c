/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import com.google.common.util.concurrent.RateLimiter;

final class Main {
  @SuppressWarnings("UnstableApiUsage")
  static void main(String[] args) throws Exception {
    Cache<String, String> cache = CacheBuilder.newBuilder().maximumSize(100).build();
    Web.request("/miss", () -> cache.getIfPresent("a"));
    Web.request("/made", () -> cache.get("a", () -> "made " + Child.query()));
    Web.request("/hit", () -> cache.get("a", () -> "not made"));
    LoadingCache<String, String> loading =
        CacheBuilder.newBuilder()
            .build(
                CacheLoader.from(
                    (String key) -> {
                      if (key.equals("bad")) {
                        throw new IllegalStateException();
                      }
                      return "of " + key;
                    }));
    Web.request("/loaded", () -> loading.get("a") + loading.get("a"));
    Web.request("/error", () -> loading.get("bad"));
    RateLimiter limiter = RateLimiter.create(0.001);
    Web.request("/limited", () -> limiter.tryAcquire() + " " + limiter.tryAcquire());
  }
}
