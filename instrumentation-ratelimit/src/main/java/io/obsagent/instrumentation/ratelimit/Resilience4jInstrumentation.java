/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.ratelimit;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.obsagent.core.vocabulary.RateLimit;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.OnDemand;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Collections;
import java.util.List;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/** Resilience4j 1.0 and later: its rate limiters, each by its name. */
public final class Resilience4jInstrumentation extends InstrumentationModule
    implements TypeInstrumentation, OnDemand {
  public Resilience4jInstrumentation() {
    super("resilience4j", "ratelimit");
  }

  @Override
  public String demandedBy() {
    return "ratelimit.rejected";
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Collections.<TypeInstrumentation>singletonList(this);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return Types.named(
        "io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter",
        "io.github.resilience4j.ratelimiter.internal.SemaphoreBasedRateLimiter");
  }

  @Override
  public void transform(TypeTransformer type) {
    type.applyAdviceToMethod(
        Methods.named("acquirePermission").isPublic().returns("boolean"), Acquire.class.getName());
    type.applyAdviceToMethod(
        Methods.named("reservePermission").isPublic().returns("long"), Reserve.class.getName());
  }

  static final class Acquire {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void end(@This RateLimiter limiter, @Return boolean acquired) {
      if (!acquired) {
        RateLimit.rejected(limiter.getName(), "resilience4j");
      }
    }
  }

  /** What is not blocked is told how long to wait; less than nothing for a rejection. */
  static final class Reserve {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void end(@This RateLimiter limiter, @Return long nanosToWait) {
      if (nanosToWait < 0) {
        RateLimit.rejected(limiter.getName(), "resilience4j");
      }
    }
  }
}
