/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;

final class Main {
  static void main(String[] args) throws Exception {
    Cache<String, String> cache = Caffeine.newBuilder().maximumSize(100).build();
    Web.request("/miss", () -> cache.getIfPresent("a"));
    Web.request("/made", () -> cache.get("a", key -> "made " + Child.query()));
    Web.request("/hit", () -> cache.get("a", key -> "not made"));
    LoadingCache<String, String> loading =
        Caffeine.newBuilder()
            .build(
                key -> {
                  if (key.equals("bad")) {
                    throw new IllegalStateException();
                  }
                  return "of " + key;
                });
    Web.request("/loaded", () -> loading.get("a") + loading.get("a"));
    Web.request("/error", () -> loading.get("bad"));
    AsyncLoadingCache<String, String> later =
        Caffeine.newBuilder().buildAsync(key -> "later " + Child.query());
    Web.request("/asynchronous", () -> later.get("a").get() + later.get("a").get());
  }
}
