/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.concurrent;

import io.obsagent.core.operation.Tasks;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.context.Context;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Fork/join pools, and so parallel streams: what is current where a task is forked or submitted is
 * current where it runs, whoever steals it. The pool that carries virtual threads is left alone.
 */
public final class ForkJoinInstrumentation extends InstrumentationModule {
  private static final String TASK = "java.util.concurrent.ForkJoinTask";

  public ForkJoinInstrumentation() {
    super("fork-join", "executors");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    List<TypeInstrumentation> types = new ArrayList<>();
    types.add(new Pool());
    types.add(new Task());
    types.add(new Delayed());
    return types;
  }

  /** The one place that each way into a pool leads to: it differs from JDK to JDK. */
  private static final class Pool implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("java.util.concurrent.ForkJoinPool");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("externalPush", "externalSubmit").takes(1).takes(0, TASK),
          Submit.class.getName());
      type.applyAdviceToMethod(
          Methods.named("poolSubmit").takes(2).takes(1, TASK), PoolSubmit.class.getName());
    }
  }

  private static final class Task implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(TASK);
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("fork").takes(0), Fork.class.getName());
      type.applyAdviceToMethod(Methods.named("doExec").takes(0), Run.class.getName());
      type.applyAdviceToMethod(
          Methods.named("complete", "completeExceptionally", "cancel").takes(1),
          Completed.class.getName());
      type.applyAdviceToMethod(
          Methods.named("quietlyComplete").takes(0), Completed.class.getName());
    }
  }

  /** Delayed tasks of pools since Java 25. */
  private static final class Delayed implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("java.util.concurrent.DelayScheduler$ScheduledForkJoinTask");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.constructors().takes(1, "long"), DelayedMade.class.getName());
    }
  }

  static final class Run {
    private Run() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Context begin(@This Object task) {
      return Tasks.begin(task);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(@This ForkJoinTask<?> task, @Enter @Nullable Context before) {
      if (before != null) {
        Tasks.end(before);
      }
      Completed.done(task);
    }
  }

  /** Whatever else a task may be done by. */
  static final class Completed {
    private Completed() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void done(@This ForkJoinTask<?> task) {
      if (Tasks.isDoneTold() && task.isDone()) {
        Tasks.done(task);
      }
    }
  }

  static final class Submit {
    private Submit() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void handOver(@This ForkJoinPool pool, @Argument(0) Object task) {
      if (Tasks.isNeeded() && !carriesVirtualThreads(pool)) {
        Tasks.handOverNow(task);
      }
    }

    static boolean carriesVirtualThreads(ForkJoinPool pool) {
      return pool.getFactory().getClass().getName().startsWith("java.lang.VirtualThread");
    }
  }

  static final class PoolSubmit {
    private PoolSubmit() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void handOver(@This ForkJoinPool pool, @Argument(1) Object task) {
      Submit.handOver(pool, task);
    }
  }

  static final class Fork {
    private Fork() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void handOver(@This Object task) {
      Tasks.handOver(task);
    }
  }

  static final class DelayedMade {
    private DelayedMade() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void handOver(@This Object task, @Argument(1) long period) {
      if (period == 0) {
        Tasks.handOver(task);
      }
    }
  }
}
