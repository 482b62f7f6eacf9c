/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.obsagent.testing.Agent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import javax.cache.Cache;
import javax.cache.Caching;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.spi.CachingProvider;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cache.jcache.JCacheCache;

/** Look-ups through JCache, each counted once whatever the provider is built upon. */
class JCacheTest {
  private static final String CAFFEINE =
      "com.github.benmanes.caffeine.jcache.spi.CaffeineCachingProvider";
  private static final String EHCACHE = "org.ehcache.jsr107.EhcacheCachingProvider";
  private static final String CACHE2K = "org.cache2k.jcache.provider.JCacheProvider";
  private static final String REFERENCE = "org.jsr107.ri.spi.RICachingProvider";

  @RegisterExtension
  static final Agent agent =
      Agent.with(
              new CaffeineInstrumentation(),
              new GuavaCacheInstrumentation(),
              new JCacheInstrumentation(),
              new SpringCacheInstrumentation())
          .rules(
              """
              metrics:
                jcache_lookups_total:
                  type: counter
                  on: event cache.get
                  labels: {cache: cache, system: system, hit: hit}
                jcache_all_lookups_total: {type: counter, on: event cache.get}
              """);

  private static void assertLookups(String cache, String system, int hits, int misses) {
    for (boolean hit : new boolean[] {true, false}) {
      agent
          .metric("jcache_lookups_total")
          .with("cache", cache)
          .with("system", system)
          .with("hit", String.valueOf(hit))
          .hasValue(hit ? hits : misses);
    }
    agent.metric("jcache_all_lookups_total").hasValue(hits + misses);
  }

  private interface Use {
    void with(Cache<String, String> cache);
  }

  /** Some ask whether null is among them, which not every set answers. */
  private static Set<String> keys(String... keys) {
    return new HashSet<>(List.of(keys));
  }

  private static void use(String provider, Function<String, String> loader, Use use) {
    MutableConfiguration<String, String> configuration =
        new MutableConfiguration<String, String>().setTypes(String.class, String.class);
    if (loader != null) {
      configuration
          .setReadThrough(true)
          .setCacheLoaderFactory(new FactoryBuilder.SingletonFactory<>(new Loader(loader)));
    }
    CachingProvider caching = Caching.getCachingProvider(provider);
    try {
      use.with(caching.getCacheManager().createCache("plans", configuration));
    } finally {
      caching.close();
    }
  }

  /** Loads by a function that tests give it. */
  private record Loader(Function<String, String> function) implements CacheLoader<String, String> {
    @Override
    public String load(String key) throws CacheLoaderException {
      return function.apply(key);
    }

    @Override
    public Map<String, String> loadAll(Iterable<? extends String> keys) {
      Map<String, String> values = new HashMap<>();
      for (String key : keys) {
        values.put(key, function.apply(key));
      }
      return values;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CAFFEINE, EHCACHE, CACHE2K, REFERENCE})
  void aLookupIsAHitOrAMissUnderTheCachesName(String provider) {
    use(
        provider,
        null,
        cache -> {
          assertThat(cache.get("a")).isNull();
          cache.put("a", "1");
          assertThat(cache.get("a")).isEqualTo("1");
          assertThat(cache.getAll(keys("a", "b", "c"))).hasSize(1);
          assertThat(cache.containsKey("a")).isTrue();
        });
    assertLookups("plans", "jcache", 2, 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {CAFFEINE, EHCACHE, CACHE2K, REFERENCE})
  void whatALoaderMustLoadIsAMiss(String provider) {
    use(
        provider,
        key -> "of " + key,
        cache -> {
          assertThat(cache.get("a")).isEqualTo("of a");
          assertThat(cache.get("a")).isEqualTo("of a");
          assertThat(cache.getAll(keys("a", "b"))).hasSize(2);
        });
    assertLookups("plans", "jcache", 2, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {CAFFEINE, EHCACHE, CACHE2K, REFERENCE})
  void whatALoaderThrowsReachesTheCallerAndIsAMiss(String provider) {
    use(
        provider,
        key -> {
          throw new IllegalStateException("mine");
        },
        cache ->
            assertThatThrownBy(() -> cache.get("a"))
                .isInstanceOf(CacheLoaderException.class)
                .rootCause()
                .hasMessage("mine"));
    assertLookups("plans", "jcache", 0, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {CAFFEINE, EHCACHE, CACHE2K, REFERENCE})
  void whatALoaderLooksUpElsewhereCountsForItself(String provider) {
    com.google.common.cache.Cache<String, String> other =
        com.google.common.cache.CacheBuilder.newBuilder().build();
    other.put("a", "there");
    use(provider, other::getIfPresent, cache -> assertThat(cache.get("a")).isEqualTo("there"));
    agent.metric("jcache_lookups_total").with("cache", "plans").with("hit", "false").hasValue(1);
    agent.metric("jcache_lookups_total").with("cache", "guava").with("hit", "true").hasValue(1);
    agent.metric("jcache_all_lookups_total").hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {CAFFEINE, EHCACHE, CACHE2K, REFERENCE})
  void aSpringCacheOnJCacheCountsOnce(String provider) {
    use(
        provider,
        null,
        cache -> {
          @SuppressWarnings("unchecked")
          JCacheCache spring = new JCacheCache((Cache<Object, Object>) (Cache<?, ?>) cache);
          assertThat(spring.get("a")).isNull();
          assertThat(spring.<String>get("a", () -> "made")).isEqualTo("made");
          assertThat(spring.get("a").get()).isEqualTo("made");
        });
    assertLookups("plans", "spring", 1, 2);
  }
}
