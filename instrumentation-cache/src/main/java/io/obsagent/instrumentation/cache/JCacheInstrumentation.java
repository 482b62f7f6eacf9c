/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.cache;

import io.obsagent.core.vocabulary.CacheScope;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.OnDemand;
import io.obsagent.core.weave.SharedName;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.asm.Advice.Thrown;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * JCache 1.0 and later, as Caffeine, Ehcache 3, cache2k, Hazelcast, Infinispan, Redisson, Ignite,
 * Coherence and the reference implementation provide it. What a provider looks up in a cache below
 * is part of the look-up; what it asks a loader for was not there, unless that is asked on another
 * thread or elsewhere.
 */
public final class JCacheInstrumentation extends InstrumentationModule implements OnDemand {
  public JCacheInstrumentation() {
    super("jcache", "cache");
  }

  @Override
  public String demandedBy() {
    return "cache.get";
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Caches(), new Cache2ks(), new References(), new Loaders());
  }

  /** The caches; with the times of expiry in Hazelcast, and asynchronously in Redisson. */
  static final class Caches implements TypeInstrumentation {
    private static final String SET = "java.util.Set";
    private static final String EXPIRY = "javax.cache.expiry.ExpiryPolicy";

    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          "com.github.benmanes.caffeine.jcache.CacheProxy",
          "com.github.benmanes.caffeine.jcache.LoadingCacheProxy",
          "org.ehcache.jsr107.Eh107Cache",
          "com.tangosol.coherence.jcache.localcache.LocalCache",
          "com.tangosol.coherence.jcache.partitionedcache.PartitionedCache",
          "com.hazelcast.cache.impl.CacheProxy",
          "com.hazelcast.client.cache.impl.ClientCacheProxy",
          "org.infinispan.jcache.embedded.JCache",
          "org.infinispan.jcache.remote.JCache",
          "org.redisson.jcache.JCache",
          "org.apache.ignite.internal.processors.cache.GatewayProtectedCacheProxy");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("get").isPublic().takes(1).takes(0, "java.lang.Object"),
          Get.class.getName());
      type.applyAdviceToMethod(
          Methods.named("get").isPublic().takes(2).takes(1, EXPIRY), Get.class.getName());
      type.applyAdviceToMethod(
          Methods.named("getAll").isPublic().takes(1).takes(0, SET), GetAll.class.getName());
      type.applyAdviceToMethod(
          Methods.named("getAll").isPublic().takes(2).takes(1, EXPIRY), GetAll.class.getName());
      type.applyAdviceToMethod(
          Methods.named("getAsync").isPublic().takes(1).takes(0, "java.lang.Object"),
          GetAsync.class.getName());
      type.applyAdviceToMethod(
          Methods.named("getAllAsync").isPublic().takes(1).takes(0, SET),
          GetAllAsync.class.getName());
      type.applyAdviceToMethod(
          Methods.named("containsKey").isPublic().takes(1), NoLookup.class.getName());
      type.applyAdviceToMethod(
          Methods.named("getAll").takes(2).takes(1, "boolean"), NoLookup.class.getName());
    }
  }

  /** The caches of cache2k, which load values for several keys on threads of their own. */
  static final class Cache2ks implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          "org.cache2k.jcache.provider.JCacheAdapter",
          "org.cache2k.jcache.provider.TouchyJCacheAdapter",
          "org.cache2k.jcache.provider.generic.storeByValueSimulation.TransformingCacheProxy");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("get").isPublic().takes(1).takes(0, "java.lang.Object"),
          Get.class.getName());
      type.applyAdviceToMethod(
          Methods.named("getAll").isPublic().takes(1).takes(0, "java.util.Set"),
          LookAndGetAll.class.getName());
    }
  }

  /** Those of the reference implementation, which asks the application's loaders itself. */
  static final class References implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.jsr107.ri.RICache");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("get").isPublic().takes(1).takes(0, "java.lang.Object"),
          LookAndGet.class.getName());
      type.applyAdviceToMethod(
          Methods.named("getAll").isPublic().takes(1).takes(0, "java.util.Set"),
          LookAndGetAll.class.getName());
    }
  }

  /**
   * What stands between the caches and the application's loaders. Of cache2k's anonymous classes,
   * versions have more or fewer: the same number is not always the same class.
   */
  static final class Loaders implements TypeInstrumentation, SharedName {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          "com.github.benmanes.caffeine.jcache.integration.JCacheLoaderAdapter",
          "org.ehcache.jsr107.Eh107CacheLoaderWriter",
          "org.cache2k.jcache.provider.JCacheBuilder$1",
          "org.cache2k.jcache.provider.JCacheBuilder$2");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("load").isPublic().takes(0, "java.lang.Object"), Load.class.getName());
      type.applyAdviceToMethod(
          Methods.named("loadAll").isPublic().takes(1), LoadAll.class.getName());
    }
  }

  /** The caches by their names. */
  static final class All {
    static final NamedCaches CACHES = new NamedCaches("jcache");

    private All() {}
  }

  static final class Get {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable CacheScope start() {
      return CacheScope.enter();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @This Cache<?, ?> cache,
        @Enter @Nullable CacheScope scope,
        @Return @Nullable Object value,
        @Thrown @Nullable Throwable error) {
      if (scope == null) {
        return;
      }
      scope.leave();
      if (error == null || scope.missing() > 0) {
        All.CACHES.of(cache.getName()).lookedUp(value != null && scope.missing() == 0);
      }
    }
  }

  static final class GetAll {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable CacheScope start() {
      return CacheScope.enter();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @This Cache<?, ?> cache,
        @Argument(0) @Nullable Set<?> keys,
        @Enter @Nullable CacheScope scope,
        @Return @Nullable Map<?, ?> values) {
      if (scope == null) {
        return;
      }
      scope.leave();
      if (keys != null && values != null) {
        int asked = keys.size();
        int missing = Math.min(asked, Math.max(asked - values.size(), scope.missing()));
        All.CACHES.of(cache.getName()).lookedUp(asked - missing, missing);
      }
    }
  }

  static final class GetAsync {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable CacheScope start() {
      return CacheScope.enter();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @This Cache<?, ?> cache,
        @Enter @Nullable CacheScope scope,
        @Return @Nullable Object value) {
      if (scope != null) {
        scope.leave();
        JCacheAnswer.await(value, All.CACHES.of(cache.getName()), null);
      }
    }
  }

  static final class GetAllAsync {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable CacheScope start() {
      return CacheScope.enter();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @This Cache<?, ?> cache,
        @Argument(0) @Nullable Set<?> keys,
        @Enter @Nullable CacheScope scope,
        @Return @Nullable Object values) {
      if (scope != null) {
        scope.leave();
        if (keys != null) {
          JCacheAnswer.await(values, All.CACHES.of(cache.getName()), keys.size());
        }
      }
    }
  }

  /** Looks beforehand whether there is a value; who looks up within a loader counts for itself. */
  static final class LookAndGet {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Boolean start(@This Cache<?, ?> cache, @Argument(0) @Nullable Object key) {
      return key == null || cache.isClosed() || CacheScope.isInside()
          ? null
          : (Boolean) (LookAndGetAll.missing(cache, Collections.singleton(key)) == 0);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(@This Cache<?, ?> cache, @Enter @Nullable Boolean found) {
      if (found != null) {
        All.CACHES.of(cache.getName()).lookedUp(found);
      }
    }
  }

  /** Looks beforehand for what there is. */
  static final class LookAndGetAll {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Integer start(@This Cache<?, ?> cache, @Argument(0) @Nullable Set<?> keys) {
      if (keys == null || cache.isClosed() || CacheScope.isInside()) {
        return null;
      }
      int missing = missing(cache, keys);
      CacheScope.enter();
      return missing;
    }

    @SuppressWarnings("unchecked")
    static int missing(Cache<?, ?> cache, Set<?> keys) {
      int missing = 0;
      for (Object key : keys) {
        if (key == null || !((Cache<Object, ?>) cache).containsKey(key)) {
          missing++;
        }
      }
      return missing;
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @This Cache<?, ?> cache,
        @Argument(0) @Nullable Set<?> keys,
        @Enter @Nullable Integer missing,
        @Thrown @Nullable Throwable error) {
      CacheScope scope = missing == null ? null : CacheScope.current();
      if (scope == null || missing == null || keys == null) {
        return;
      }
      scope.leave();
      if (error == null) {
        All.CACHES.of(cache.getName()).lookedUp(keys.size() - missing, missing);
      }
    }
  }

  /** What is no look-up, though it is one in a cache below. */
  static final class NoLookup {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable CacheScope start() {
      return CacheScope.enter();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(@Enter @Nullable CacheScope scope) {
      if (scope != null) {
        scope.leave();
      }
    }
  }

  static final class Load {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Loading start() {
      return Loading.begin(1);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(@Enter @Nullable Loading loading) {
      if (loading != null) {
        loading.end();
      }
    }
  }

  static final class LoadAll {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Loading start(@Argument(0) @Nullable Object keys) {
      return Loading.begin(keys instanceof Collection ? ((Collection<?>) keys).size() : 1);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(@Enter @Nullable Loading loading) {
      if (loading != null) {
        loading.end();
      }
    }
  }
}
