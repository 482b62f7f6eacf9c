/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.schedule.Runs;
import io.obsagent.core.schedule.TaskNames;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Types;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.asm.Advice.Thrown;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.SchedulingAwareRunnable;
import org.springframework.scheduling.support.ScheduledMethodRunnable;

/**
 * Spring 4.3 and later: runs of methods that are {@code @Scheduled}, and of the application's own
 * tasks given to a {@code TaskScheduler}. Spring hands exceptions to an error handler, so a run is
 * seen from within it.
 */
public final class SpringSchedulingInstrumentation extends InstrumentationModule {
  private static final String RUNNABLE = "java.lang.Runnable";

  public SpringSchedulingInstrumentation() {
    super("spring-scheduling", "scheduling");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new MethodRuns(), new Guarded(), new Tracked(), new Repeated());
  }

  private static final class MethodRuns implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.springframework.scheduling.support.ScheduledMethodRunnable");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("run").takes(0), MethodRun.class.getName());
    }
  }

  /** What hands the exceptions of a task to an error handler. */
  private static final class Guarded implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.springframework.scheduling.support.DelegatingErrorHandlingRunnable");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.constructors().takes(2).takes(0, RUNNABLE), Guard.class.getName());
    }
  }

  /** What keeps the last outcome of a registered task, since Spring 6.2. */
  private static final class Tracked implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.springframework.scheduling.config.Task$OutcomeTrackingRunnable");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.constructors().takes(2).takes(1, RUNNABLE), Track.class.getName());
    }
  }

  /** What asks for its next run when a trigger tells it to, whoever was the first to ask. */
  private static final class Repeated implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.springframework.scheduling.concurrent.ReschedulingRunnable");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("schedule").takes(0), Repeat.class.getName());
    }
  }

  static final class Repeat {
    private Repeat() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static Scope forget() {
      return Context.root().makeCurrent();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void restore(@Enter @Nullable Scope scope) {
      if (scope != null) {
        scope.close();
      }
    }
  }

  static final class MethodRun {
    private MethodRun() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(@This ScheduledMethodRunnable task) {
      String name = TaskNames.of(task.getMethod().getDeclaringClass(), task.getMethod().getName());
      return Runs.startRoot(name, "spring", Runs.due());
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(@Enter @Nullable Operation operation, @Thrown @Nullable Throwable error) {
      Runs.end(operation, error);
    }
  }

  static final class Guard {
    private Guard() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@AssignReturned.ToArguments.ToArgument(0))
    static @Nullable Runnable wrap(@Argument(0) @Nullable Runnable task) {
      return task == null ? null : new SpringTask(task);
    }
  }

  static final class Track {
    private Track() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@AssignReturned.ToArguments.ToArgument(1))
    static @Nullable Runnable wrap(@Argument(1) @Nullable Runnable task) {
      return task == null || task instanceof SchedulingAwareRunnable || TaskNames.find(task) == null
          ? null
          : new SpringTask(task);
    }
  }
}
