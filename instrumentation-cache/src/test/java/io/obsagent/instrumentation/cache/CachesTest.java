/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import io.obsagent.testing.Agent;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cache.caffeine.CaffeineCache;
import org.springframework.cache.concurrent.ConcurrentMapCache;

/** Look-ups, each counted as a hit or a miss. */
class CachesTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(
              new CaffeineInstrumentation(),
              new GuavaCacheInstrumentation(),
              new SpringCacheInstrumentation())
          .rules(
              """
              metrics:
                lookups_total:
                  type: counter
                  on: event cache.get
                  labels: {cache: cache, system: system, hit: hit}
                hits_total: {type: counter, on: event cache.get, when: hit}
              """);

  private static void assertLookups(String cache, String system, int hits, int misses) {
    agent
        .metric("lookups_total")
        .with("cache", cache)
        .with("system", system)
        .with("hit", "true")
        .hasValue(hits);
    agent
        .metric("lookups_total")
        .with("cache", cache)
        .with("system", system)
        .with("hit", "false")
        .hasValue(misses);
    agent.metric("hits_total").hasValue(hits);
  }

  private static void assertCaffeine(int hits, int misses) {
    assertLookups("caffeine", "caffeine", hits, misses);
  }

  private static Caffeine<Object, Object> builder(boolean bounded) {
    return bounded ? Caffeine.newBuilder().maximumSize(100) : Caffeine.newBuilder();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCaffeineCacheTellsHitsAndMisses(boolean bounded) {
    Cache<String, String> cache = builder(bounded).build();
    assertThat(cache.getIfPresent("a")).isNull();
    assertThat(cache.get("a", key -> "made")).isEqualTo("made");
    assertThat(cache.get("a", key -> "not made")).isEqualTo("made");
    assertThat(cache.getIfPresent("a")).isEqualTo("made");
    assertCaffeine(2, 2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCaffeineCacheTellsOfEachOfManyKeys(boolean bounded) {
    Cache<String, String> cache = builder(bounded).build();
    cache.put("a", "1");
    assertThat(cache.getAllPresent(Set.of("a", "b", "c"))).hasSize(1);
    assertThat(cache.getAllPresent(List.of("a", "a", "b"))).hasSize(1);
    assertCaffeine(2, 3);
  }

  @Test
  void aLoadingCacheOfCaffeineTellsHitsAndMisses() {
    LoadingCache<String, String> cache = builder(true).build(key -> "of " + key);
    assertThat(cache.get("a")).isEqualTo("of a");
    assertThat(cache.get("a")).isEqualTo("of a");
    assertThat(cache.getAll(Set.of("a", "b"))).hasSize(2);
    assertCaffeine(2, 2);
  }

  @Test
  void anAsynchronousCacheOfCaffeineTellsHitsAndMisses() {
    AsyncLoadingCache<String, String> cache = builder(true).buildAsync(key -> "of " + key);
    assertThat(cache.get("a").join()).isEqualTo("of a");
    assertThat(cache.get("a").join()).isEqualTo("of a");
    assertThat(cache.getIfPresent("b")).isNull();
    assertCaffeine(1, 2);
  }

  @Test
  void whatCountsForItsOwnStatisticsIsWhatIsTold() {
    Cache<String, String> cache = builder(true).recordStats().build();
    cache.getIfPresent("a");
    cache.get("a", key -> "made");
    cache.get("a", key -> "made");
    cache.asMap().get("a");
    cache.asMap().containsKey("b");
    cache.invalidate("a");
    assertThat(cache.stats().hitCount()).isEqualTo(1);
    assertThat(cache.stats().missCount()).isEqualTo(2);
    assertCaffeine(1, 2);
  }

  @Test
  void whatALoaderThrowsReachesTheCallerAndIsAMiss() {
    Cache<String, String> cache = builder(true).build();
    assertThatThrownBy(
            () ->
                cache.get(
                    "a",
                    key -> {
                      throw new IllegalStateException("mine");
                    }))
        .hasMessage("mine");
    assertCaffeine(0, 1);
  }

  @Test
  void aGuavaCacheTellsHitsAndMisses() throws Exception {
    com.google.common.cache.Cache<String, String> cache = CacheBuilder.newBuilder().build();
    assertThat(cache.getIfPresent("a")).isNull();
    assertThat(cache.get("a", () -> "made")).isEqualTo("made");
    assertThat(cache.get("a", () -> "made")).isEqualTo("made");
    assertThat(cache.getAllPresent(List.of("a", "b"))).hasSize(1);
    com.google.common.cache.LoadingCache<String, String> loading =
        CacheBuilder.newBuilder().build(CacheLoader.from(key -> "of " + key));
    assertThat(loading.getUnchecked("a")).isEqualTo("of a");
    assertThat(loading.get("a")).isEqualTo("of a");
    assertLookups("guava", "guava", 3, 4);
  }

  @Test
  void aSpringCacheTellsHitsAndMissesUnderItsName() {
    ConcurrentMapCache cache = new ConcurrentMapCache("plans");
    assertThat(cache.get("a")).isNull();
    assertThat(cache.<String>get("a", (Callable<String>) () -> "made")).isEqualTo("made");
    assertThat(cache.<String>get("a", (Callable<String>) () -> "made")).isEqualTo("made");
    assertThat(cache.get("a")).isNotNull();
    assertThat(cache.get("a", String.class)).isEqualTo("made");
    assertLookups("plans", "spring", 3, 2);
  }

  @Test
  void aSpringCacheOnCaffeineCountsOnce() {
    CaffeineCache cache = new CaffeineCache("users", builder(true).build());
    assertThat(cache.get("a")).isNull();
    assertThat(cache.<String>get("a", (Callable<String>) () -> "made")).isEqualTo("made");
    assertThat(cache.get("a").get()).isEqualTo("made");
    assertLookups("users", "spring", 1, 2);
    agent.metric("lookups_total").with("cache", "caffeine").hasValue(0);
  }

  @Test
  void whatALoaderLooksUpElsewhereCountsToo() {
    ConcurrentMapCache cache = new ConcurrentMapCache("outer");
    Cache<String, String> inner = builder(true).build();
    cache.get("a", (Callable<String>) () -> inner.get("b", Map.of("b", "made")::get));
    assertThat(inner.getIfPresent("b")).isEqualTo("made");
    agent.metric("lookups_total").with("cache", "outer").with("hit", "false").hasValue(1);
    agent.metric("lookups_total").with("cache", "caffeine").with("hit", "false").hasValue(1);
    agent.metric("lookups_total").with("cache", "caffeine").with("hit", "true").hasValue(1);
  }

  /** Spring 6.1 and later. */
  @Test
  void aCacheOfSpringThatDoesNotWaitTellsHitsAndMisses() throws Exception {
    ConcurrentMapCache cache = new ConcurrentMapCache("later");
    Method retrieve;
    Method make;
    try {
      retrieve = ConcurrentMapCache.class.getMethod("retrieve", Object.class);
      make = ConcurrentMapCache.class.getMethod("retrieve", Object.class, Supplier.class);
    } catch (NoSuchMethodException e) {
      Assumptions.abort("Spring before 6.1 has no such look-ups");
      return;
    }
    Supplier<CompletableFuture<String>> maker = () -> CompletableFuture.completedFuture("made");
    assertThat(retrieve.invoke(cache, "a")).isNull();
    assertThat(((CompletableFuture<?>) make.invoke(cache, "a", maker)).get()).isEqualTo("made");
    assertThat(((CompletableFuture<?>) make.invoke(cache, "a", maker)).get()).isEqualTo("made");
    assertThat(((CompletableFuture<?>) retrieve.invoke(cache, "a")).get()).isNotNull();
    // What waits for a value may see it before what counts it does.
    long end = System.nanoTime() + 10_000_000_000L;
    while (agent.metric("hits_total").value() < 2 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertLookups("later", "spring", 2, 2);
  }
}
