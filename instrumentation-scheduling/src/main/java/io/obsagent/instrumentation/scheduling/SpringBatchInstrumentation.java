/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.asm.Advice.Thrown;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Spring Batch 4 and later: each execution of a job, and within it of each of its steps, on
 * whatever threads they or their partitions run.
 */
public final class SpringBatchInstrumentation extends InstrumentationModule {
  public SpringBatchInstrumentation() {
    super("spring-batch", "scheduling");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Jobs(), new Steps());
  }

  private static final class Jobs implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.springframework.batch.core.job.AbstractJob");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("execute").takes(1), JobRun.class.getName());
    }
  }

  private static final class Steps implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.springframework.batch.core.step.AbstractStep");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("execute").takes(1), StepRun.class.getName());
    }
  }

  static final class JobRun {
    private JobRun() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static Operation start(@This Object job) {
      return BatchRuns.startJob(job);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @Enter @Nullable Operation operation,
        @Argument(0) Object execution,
        @Thrown @Nullable Throwable thrown) {
      if (operation != null) {
        BatchRuns.endJob(operation, execution, thrown);
      }
    }
  }

  static final class StepRun {
    private StepRun() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static Operation start(@This Object step) {
      return BatchRuns.startStep(step);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @Enter @Nullable Operation operation,
        @Argument(0) Object execution,
        @Thrown @Nullable Throwable thrown) {
      if (operation != null) {
        BatchRuns.endStep(operation, execution, thrown);
      }
    }
  }
}
