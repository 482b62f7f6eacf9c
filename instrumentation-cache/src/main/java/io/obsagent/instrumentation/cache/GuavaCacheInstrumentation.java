/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.cache;

import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.OnDemand;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Collections;
import java.util.List;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** Guava 20 and later: all its caches are views of one kind of map. */
public final class GuavaCacheInstrumentation extends InstrumentationModule
    implements TypeInstrumentation, OnDemand {
  public GuavaCacheInstrumentation() {
    super("guava-cache", "cache");
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
    return Types.named("com.google.common.cache.LocalCache");
  }

  @Override
  public void transform(TypeTransformer type) {
    type.applyAdviceToMethod(Methods.named("getIfPresent").takes(1), Get.class.getName());
    type.applyAdviceToMethod(
        Methods.named("get").takes(2).takes(1, "com.google.common.cache.CacheLoader"),
        Load.class.getName());
    type.applyAdviceToMethod(
        Methods.named("getAllPresent").takes(1).takes(0, "java.lang.Iterable"),
        GetAll.class.getName());
  }

  /** The caches, which have no names. */
  static final class All {
    static final Lookups LOOKUPS = new Lookups("guava");

    private All() {}
  }

  static final class Get {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void end(@Return @Nullable Object value) {
      All.LOOKUPS.gave(value);
    }
  }

  static final class Load {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void start(@This Object cache, @Argument(0) @Nullable Object key) {
      All.LOOKUPS.begins(cache, key);
    }
  }

  static final class GetAll {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void end(@Argument(0) @Nullable Object keys, @Return @Nullable Object values) {
      All.LOOKUPS.gave(keys, values);
    }
  }
}
