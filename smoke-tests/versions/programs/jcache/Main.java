/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoader;

final class Main {
  static void main(String[] args) throws Exception {
    CacheManager caches = Caching.getCachingProvider().getCacheManager();
    MutableConfiguration<String, String> plain =
        new MutableConfiguration<String, String>().setTypes(String.class, String.class);
    Cache<String, String> cache = caches.createCache("plans", plain);
    Web.request("/miss", () -> cache.get("a"));
    Web.request(
        "/put",
        () -> {
          cache.put("a", "1");
          return "put";
        });
    Web.request("/hit", () -> cache.get("a"));
    Web.request("/all", () -> cache.getAll(new HashSet<>(Arrays.asList("a", "b"))));
    MutableConfiguration<String, String> through =
        new MutableConfiguration<String, String>()
            .setTypes(String.class, String.class)
            .setReadThrough(true)
            .setCacheLoaderFactory(new FactoryBuilder.SingletonFactory<>(new Loader()));
    Cache<String, String> loading = caches.createCache("loading", through);
    Web.request("/loaded", () -> loading.get("a") + loading.get("a"));
    Web.request("/error", () -> loading.get("bad"));
  }

  /** Loads from elsewhere. */
  public static final class Loader implements CacheLoader<String, String> {
    @Override
    public String load(String key) {
      if (key.equals("bad")) {
        throw new IllegalStateException();
      }
      return "of " + key + Child.query();
    }

    @Override
    public Map<String, String> loadAll(Iterable<? extends String> keys) {
      Map<String, String> values = new HashMap<>();
      for (String key : keys) {
        values.put(key, load(key));
      }
      return values;
    }
  }
}
