/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.cache;

import io.obsagent.core.vocabulary.CacheScope;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.OnDemand;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.asm.Advice.Thrown;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;

/**
 * Spring's caches 4.3 and later. The outermost look-up counts, under the name that Spring has for
 * the cache; what it looks up in Caffeine, Guava or Redis is part of it.
 */
public final class SpringCacheInstrumentation extends InstrumentationModule
    implements TypeInstrumentation, OnDemand {
  public SpringCacheInstrumentation() {
    super("spring-cache", "cache");
  }

  @Override
  public String demandedBy() {
    return "cache.get";
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Collections.<TypeInstrumentation>singletonList(this);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return Types.named(
        "org.springframework.cache.support.AbstractValueAdaptingCache",
        "org.springframework.cache.concurrent.ConcurrentMapCache",
        "org.springframework.cache.caffeine.CaffeineCache",
        "org.springframework.cache.ehcache.EhCacheCache",
        "org.springframework.cache.guava.GuavaCache",
        "org.springframework.cache.jcache.JCacheCache",
        "org.springframework.data.redis.cache.RedisCache");
  }

  @Override
  public void transform(TypeTransformer type) {
    type.applyAdviceToMethod(
        Methods.named("get").isPublic().takes(1).takes(0, "java.lang.Object"), Get.class.getName());
    type.applyAdviceToMethod(
        Methods.named("get").isPublic().takes(2).takes(1, "java.lang.Class"), Get.class.getName());
    type.applyAdviceToMethod(
        Methods.named("get").isPublic().takes(2).takes(1, "java.util.concurrent.Callable"),
        Load.class.getName());
    type.applyAdviceToMethod(
        Methods.named("retrieve").isPublic().takes(1).takes(0, "java.lang.Object"),
        Retrieve.class.getName());
    type.applyAdviceToMethod(
        Methods.named("retrieve").isPublic().takes(2).takes(1, "java.util.function.Supplier"),
        RetrieveOrMake.class.getName());
  }

  static final class Get {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable CacheScope start() {
      return CacheScope.enter();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @This Cache cache,
        @Enter @Nullable CacheScope scope,
        @Return @Nullable Object value,
        @Thrown @Nullable Throwable error) {
      if (scope != null) {
        scope.leave();
        if (error == null) {
          SpringLookup.told(cache, value != null);
        }
      }
    }
  }

  static final class Load {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@ToArgument(1))
    static @Nullable SpringLookup start(@Argument(1) @Nullable Callable<?> maker) {
      CacheScope scope = maker == null ? null : CacheScope.enter();
      return scope == null || maker == null ? null : new SpringLookup(scope, maker);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @This Cache cache,
        @Enter @Nullable SpringLookup lookup,
        @Thrown @Nullable Throwable error) {
      if (lookup != null) {
        lookup.scope.leave();
        if (error == null || lookup.hasMade()) {
          SpringLookup.told(cache, !lookup.hasMade());
        }
      }
    }
  }

  static final class Retrieve {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable CacheScope start() {
      return CacheScope.enter();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @This Cache cache,
        @Enter @Nullable CacheScope scope,
        @Return @Nullable CompletableFuture<?> value,
        @Thrown @Nullable Throwable error) {
      if (scope != null) {
        scope.leave();
        if (error == null) {
          SpringRetrieval.ended(cache, value);
        }
      }
    }
  }

  static final class RetrieveOrMake {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@ToArgument(1))
    static @Nullable SpringRetrieval start(@Argument(1) @Nullable Supplier<?> maker) {
      CacheScope scope = maker == null ? null : CacheScope.enter();
      return scope == null || maker == null ? null : new SpringRetrieval(scope, maker);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @This Cache cache,
        @Enter @Nullable SpringRetrieval retrieval,
        @Return @Nullable CompletableFuture<?> value) {
      if (retrieval != null) {
        retrieval.returned(cache, value);
      }
    }
  }
}
