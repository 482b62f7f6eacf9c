/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.concurrent;

import io.obsagent.core.operation.Tasks;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous stages of {@code CompletableFuture}, on any executor: what is current where a stage
 * is asked for is current where it runs, whoever completes the stage before it.
 */
public final class CompletableFutureInstrumentation extends InstrumentationModule {
  private static final String FUTURE = "java.util.concurrent.CompletableFuture";

  public CompletableFutureInstrumentation() {
    super("completable-future", "executors");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    List<TypeInstrumentation> types = new ArrayList<>();
    types.add(new First());
    types.add(new Dependent());
    types.add(new Completion());
    return types;
  }

  private static final class First implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(FUTURE + "$AsyncRun", FUTURE + "$AsyncSupply");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.constructors(), TaskMade.class.getName());
      type.applyAdviceToMethod(Methods.named("run").takes(0), TaskRun.class.getName());
    }
  }

  private static final class Dependent implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(FUTURE + "$UniCompletion");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.constructors().takes(2, FUTURE), DependentMade.class.getName());
    }
  }

  private static final class Completion implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(FUTURE + "$Completion");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("run").takes(0), TaskRun.class.getName());
    }
  }

  static final class DependentMade {
    private DependentMade() {}

    /** A stage without an executor is handed over to none, or to one at once. */
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void handOver(
        @This Object stage,
        @Argument(0) @Nullable Object executor,
        @Argument(2) CompletableFuture<?> source) {
      if (executor != null || source.isDone()) {
        Tasks.handOver(stage);
      }
    }
  }
}
