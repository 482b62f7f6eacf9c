/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.cache;

import com.github.benmanes.caffeine.cache.AsyncCache;
import io.obsagent.core.vocabulary.CacheScope;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.OnDemand;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Caffeine 2.8 and later. All its caches are views of one of two maps, whose methods are told
 * whether they shall count in the cache's statistics: that is whether the application looks up.
 */
public final class CaffeineInstrumentation extends InstrumentationModule implements OnDemand {
  private static final String PREFIX = "com.github.benmanes.caffeine.cache.";

  public CaffeineInstrumentation() {
    super("caffeine", "cache");
  }

  @Override
  public String demandedBy() {
    return "cache.get";
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Maps(), new Asynchronous());
  }

  /** The maps. */
  static final class Maps implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "BoundedLocalCache", PREFIX + "UnboundedLocalCache");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("getIfPresent").takes(2).takes(1, "boolean"), Get.class.getName());
      type.applyAdviceToMethod(
          Methods.named("computeIfAbsent").takes(4).takes(2, "boolean"), Compute.class.getName());
      type.applyAdviceToMethod(
          Methods.named("getAllPresent").takes(1).takes(0, "java.lang.Iterable"),
          GetAll.class.getName());
      type.applyAdviceToMethod(
          Methods.named("getAllPresent").takes(2).takes(0, "java.util.Map").returns("int"),
          Fill.class.getName());
    }
  }

  /** Caches of what is to come, which in some versions look into their map without counting. */
  static final class Asynchronous implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "LocalAsyncCache");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("get").takes(3).takes(2, "boolean"), AsyncGet.class.getName());
    }
  }

  /** The caches, which have no names. */
  static final class All {
    static final Lookups LOOKUPS = new Lookups("caffeine");

    private All() {}
  }

  static final class Get {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void end(@Argument(1) boolean counts, @Return @Nullable Object value) {
      if (counts) {
        All.LOOKUPS.gave(value);
      }
    }
  }

  static final class Compute {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void start(
        @This Object cache, @Argument(0) @Nullable Object key, @Argument(2) boolean counts) {
      if (counts) {
        All.LOOKUPS.begins(cache, key);
      }
    }
  }

  /** A hit is told here, and a miss by the map that then makes a value. */
  static final class AsyncGet {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable CacheScope start(
        @This AsyncCache<?, ?> cache,
        @Argument(0) @Nullable Object key,
        @Argument(2) boolean counts) {
      if (!counts || key == null || !cache.asMap().containsKey(key)) {
        return null;
      }
      All.LOOKUPS.gave(key);
      return CacheScope.enter();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(@Enter @Nullable CacheScope scope) {
      if (scope != null) {
        scope.leave();
      }
    }
  }

  static final class GetAll {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void end(@Argument(0) @Nullable Object keys, @Return @Nullable Object values) {
      All.LOOKUPS.gave(keys, values);
    }
  }

  /** Caffeine 3.2 and later fills a map of the keys, and returns how many have no value. */
  static final class Fill {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static Integer start(@Argument(0) Map<?, ?> keys) {
      return keys.size();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void end(@Enter @Nullable Integer asked, @Return int missing) {
      if (asked != null) {
        All.LOOKUPS.gave(asked - missing, missing);
      }
    }
  }
}
