/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.ratelimit;

import io.github.bucket4j.ConsumptionProbe;
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
import org.jspecify.annotations.Nullable;

/** Bucket4j 4.10 and later: buckets of this process and distributed ones, which have no names. */
public final class Bucket4jInstrumentation extends InstrumentationModule
    implements TypeInstrumentation, OnDemand {
  public Bucket4jInstrumentation() {
    super("bucket4j", "ratelimit");
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
    return Types.named("io.github.bucket4j.AbstractBucket");
  }

  @Override
  public void transform(TypeTransformer type) {
    type.applyAdviceToMethod(
        Methods.named("tryConsume").isPublic().takes(0, "long").returns("boolean"),
        Consume.class.getName());
    type.applyAdviceToMethod(
        Methods.named("tryConsumeAndReturnRemaining")
            .takes(1)
            .returns("io.github.bucket4j.ConsumptionProbe"),
        ConsumeAndTell.class.getName());
  }

  static final class Consume {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void end(@Return boolean consumed) {
      if (!consumed) {
        RateLimit.rejected(null, "bucket4j");
      }
    }
  }

  static final class ConsumeAndTell {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void end(@Return @Nullable ConsumptionProbe probe) {
      if (probe != null && !probe.isConsumed()) {
        RateLimit.rejected(null, "bucket4j");
      }
    }
  }
}
