/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.ratelimit;

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
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * Guava 20 and later: its rate limiter, which has no name and rejects where it is not waited for.
 */
public final class GuavaRateLimiterInstrumentation extends InstrumentationModule
    implements TypeInstrumentation, OnDemand {
  public GuavaRateLimiterInstrumentation() {
    super("guava-ratelimiter", "ratelimit");
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
    return Types.named("com.google.common.util.concurrent.RateLimiter");
  }

  @Override
  public void transform(TypeTransformer type) {
    type.applyAdviceToMethod(
        Methods.named("tryAcquire").takes(3).returns("boolean"), TryAcquire.class.getName());
  }

  static final class TryAcquire {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void end(@Return boolean acquired) {
      if (!acquired) {
        RateLimit.rejected(null, "guava");
      }
    }
  }
}
