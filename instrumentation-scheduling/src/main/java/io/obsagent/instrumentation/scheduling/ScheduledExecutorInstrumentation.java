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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.RunnableScheduledFuture;
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
 * The JDK's scheduled executors: each run of a task of the application that is periodic or was
 * delayed. Tasks of the JDK and of libraries are their own business; Spring's are told by Spring's
 * instrumentation, which learns here when they were due.
 */
public final class ScheduledExecutorInstrumentation extends InstrumentationModule {
  private static final String EXECUTOR = "java.util.concurrent.ScheduledThreadPoolExecutor";

  public ScheduledExecutorInstrumentation() {
    super("scheduled-executor", "scheduling");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Tasks(), new Failures(), new Executors());
  }

  private static final class Tasks implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(EXECUTOR + "$ScheduledFutureTask");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.constructors(), Made.class.getName());
      type.applyAdviceToMethod(Methods.named("run").takes(0), Run.class.getName());
    }
  }

  /** Where a task keeps what left it, whatever runs it. */
  private static final class Failures implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("java.util.concurrent.FutureTask");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("setException").takes(1), Failed.class.getName());
    }
  }

  private static final class Executors implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(EXECUTOR);
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("shutdownNow").takes(0), Dropped.class.getName());
    }
  }

  static final class Made {
    private Made() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void made(@This Object made, @Argument(1) Object task) {
      ScheduledTask.made((RunnableScheduledFuture<?>) made, task);
    }
  }

  static final class Run {
    private Run() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable ScheduledTask begin(@This Object future) {
      ScheduledTask task = ScheduledTask.of(future);
      if (task != null) {
        task.begin((RunnableScheduledFuture<?>) future);
      }
      return task;
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(@Enter @Nullable ScheduledTask task) {
      if (task != null) {
        task.end();
      }
    }
  }

  static final class Failed {
    private Failed() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void failed(@This Object future, @Argument(0) @Nullable Throwable error) {
      ScheduledTask task = ScheduledTask.of(future);
      if (task != null) {
        task.failed(error);
      }
    }
  }

  static final class Dropped {
    private Dropped() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void dropped(@Return List<?> tasks) {
      ScheduledTask.dropped(tasks);
    }
  }
}
