/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.ratelimit;

import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.OnDemand;
import io.obsagent.core.weave.SharedName;
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

/**
 * Bucket4j 4.10 and later: buckets of this process and distributed ones, which have no names. Which
 * of a bucket's views does what differs from version to version; none calls another.
 */
public final class Bucket4jInstrumentation extends InstrumentationModule
    implements TypeInstrumentation, OnDemand, SharedName {
  private static final String BUCKET = "io.github.bucket4j.AbstractBucket";
  private static final String ASYNCHRONOUS =
      "io.github.bucket4j.distributed.proxy.DefaultAsyncBucketProxy";

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
    return Types.named(
        BUCKET,
        BUCKET + "$1",
        BUCKET + "$2",
        BUCKET + "$3",
        BUCKET + "$4",
        BUCKET + "$5",
        ASYNCHRONOUS,
        ASYNCHRONOUS + "$1",
        ASYNCHRONOUS + "$2",
        ASYNCHRONOUS + "$3");
  }

  @Override
  public void transform(TypeTransformer type) {
    type.applyAdviceToMethod(
        Methods.named("tryConsume", "tryConsumeUninterruptibly")
            .isPublic()
            .takes(0, "long")
            .returns("boolean"),
        Consume.class.getName());
    answers(type, "io.github.bucket4j.ConsumptionProbe");
    answers(type, "io.github.bucket4j.VerboseResult");
    answers(type, "java.util.concurrent.CompletableFuture");
  }

  private static void answers(TypeTransformer type, String answer) {
    type.applyAdviceToMethod(
        Methods.named("tryConsume", "tryConsumeUninterruptibly", "tryConsumeAndReturnRemaining")
            .isPublic()
            .takes(0, "long")
            .returns(answer),
        Answer.class.getName());
  }

  static final class Consume {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void end(@Return boolean consumed) {
      BucketRejection.tell(consumed);
    }
  }

  static final class Answer {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void end(@Return @Nullable Object answer) {
      BucketRejection.tell(answer);
    }
  }
}
