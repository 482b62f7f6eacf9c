/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.util.Arrays;
import java.util.HashSet;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import org.redisson.Redisson;
import org.redisson.api.CacheAsync;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import org.redisson.jcache.configuration.RedissonConfiguration;

final class Main {
  static void main(String[] args) throws Exception {
    Config config = new Config();
    config.setCodec(StringCodec.INSTANCE);
    // Who loads the scripts first is not to be told apart.
    config.setUseScriptCache(false);
    config
        .useSingleServer()
        .setAddress(
            "redis://" + System.getProperty("redis.host") + ":" + System.getProperty("redis.port"))
        .setDatabase(Integer.getInteger("program.number"))
        .setConnectionMinimumIdleSize(1)
        .setConnectionPoolSize(4);
    CacheManager caches = Caching.getCachingProvider().getCacheManager();
    Cache<String, String> cache =
        caches.createCache(
            "plans",
            RedissonConfiguration.fromInstance(Redisson.create(config), Lookups.configuration()));
    Lookups.in(cache);
    @SuppressWarnings("unchecked")
    CacheAsync<String, String> later = cache.unwrap(CacheAsync.class);
    Web.request("/hit-later", () -> later.getAsync("a").get());
    Web.request("/miss-later", () -> later.getAsync("b").get());
    Web.request(
        "/all-later", () -> later.getAllAsync(new HashSet<>(Arrays.asList("a", "b"))).get());
  }
}
