/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Collections;
import java.util.List;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.core.QuartzScheduler;

/** Quartz 2: each run of a job, between its listeners' calls, and the triggers that there are. */
public final class QuartzInstrumentation extends InstrumentationModule
    implements TypeInstrumentation, Stateful {
  private static final String CONTEXT = "org.quartz.JobExecutionContext";

  public QuartzInstrumentation() {
    super("quartz", "scheduling");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Collections.singletonList(this);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return Types.named("org.quartz.core.QuartzScheduler");
  }

  @Override
  public void transform(TypeTransformer type) {
    type.applyAdviceToMethod(Methods.constructors().takes(3), Made.class.getName());
    type.applyAdviceToMethod(
        Methods.named("notifyJobListenersToBeExecuted").takes(1).takes(0, CONTEXT),
        Begin.class.getName());
    type.applyAdviceToMethod(
        Methods.named("notifyJobListenersWasExecuted").takes(2).takes(0, CONTEXT),
        End.class.getName());
  }

  static final class Made {
    private Made() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void made(@This QuartzScheduler scheduler) {
      QuartzTriggers.watch(scheduler);
    }
  }

  static final class Begin {
    private Begin() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void begun(@This QuartzScheduler scheduler, @Argument(0) JobExecutionContext context) {
      QuartzTriggers.fired(scheduler, context.getTrigger());
      QuartzRuns.start(context);
    }
  }

  static final class End {
    private End() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void ends(@Argument(1) @Nullable JobExecutionException error) {
      QuartzRuns.end(error);
    }
  }
}
