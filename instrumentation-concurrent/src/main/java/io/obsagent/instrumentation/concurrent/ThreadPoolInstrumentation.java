/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.concurrent;

import io.obsagent.core.operation.Tasks;
import io.obsagent.core.queue.Jobs;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.asm.Advice.Thrown;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Thread pools of the JDK, with and without a schedule. A worker activates what was handed over
 * with a task from the moment it has the task, so that {@code beforeExecute} and {@code
 * afterExecute} are part of it, until it asks for the next; a job that the task began ends with it.
 * Periodic tasks belong to nobody.
 */
public final class ThreadPoolInstrumentation extends InstrumentationModule {
  private static final String POOL = "java.util.concurrent.ThreadPoolExecutor";

  public ThreadPoolInstrumentation() {
    super("thread-pool", "executors");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    List<TypeInstrumentation> types = new ArrayList<>();
    types.add(new Pool());
    types.add(new Worker());
    types.add(new Scheduled());
    types.add(new DiscardOldest());
    types.add(new Future());
    return types;
  }

  private static final class Pool implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(POOL);
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("execute").takes(1), Execute.class.getName());
      type.applyAdviceToMethod(Methods.named("runWorker").takes(1), RunWorker.class.getName());
      type.applyAdviceToMethod(Methods.named("getTask").takes(0), GetTask.class.getName());
      type.applyAdviceToMethod(Methods.named("reject").takes(1), Reject.class.getName());
      type.applyAdviceToMethod(Methods.named("remove").takes(1), Remove.class.getName());
      type.applyAdviceToMethod(Methods.named("shutdownNow").takes(0), ShutdownNow.class.getName());
    }
  }

  /** The pool's worker, which is made for its first task. */
  private static final class Worker implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(POOL + "$Worker");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.constructors().takes(2), FirstTask.class.getName());
    }
  }

  private static final class Scheduled implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("java.util.concurrent.ScheduledThreadPoolExecutor");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("delayedExecute").takes(1), Schedule.class.getName());
    }
  }

  private static final class DiscardOldest implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(POOL + "$DiscardOldestPolicy");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("rejectedExecution").takes(2), Discard.class.getName());
    }
  }

  /** What most executors make of a task; also runs in executors other than pools. */
  private static final class Future implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("java.util.concurrent.FutureTask");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("run").takes(0), TaskRun.class.getName());
      type.applyAdviceToMethod(
          Methods.named("finishCompletion").takes(0), Completed.class.getName());
    }
  }

  static final class Execute {
    private Execute() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void handOver(@Argument(0) @Nullable Object task) {
      if (task instanceof FutureTask || task instanceof ForkJoinTask) {
        Tasks.handOverNow(task);
      } else if (task != null) {
        Tasks.handOverOften(task);
      }
    }
  }

  static final class Schedule {
    private Schedule() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void handOver(@Argument(0) RunnableScheduledFuture<?> task) {
      if (!task.isPeriodic()) {
        Tasks.handOver(task);
      }
    }
  }

  static final class FirstTask {
    private FirstTask() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void pass(@This Object worker, @Argument(1) @Nullable Object task) {
      if (task != null) {
        Tasks.pass(task, worker);
      }
    }
  }

  static final class RunWorker {
    private RunWorker() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void beginFirst(@Argument(0) Object worker) {
      Tasks.begin(worker);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void endLast(@Thrown @Nullable Throwable thrown) {
      Jobs.taskEnded(thrown);
      Tasks.idle(thrown);
    }
  }

  static final class GetTask {
    private GetTask() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void endPrevious() {
      Jobs.taskEnded(null);
      Tasks.idle();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void beginNext(@Return @Nullable Object task) {
      if (task != null) {
        Tasks.begin(task);
      }
    }
  }

  static final class Reject {
    private Reject() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void takeBack(@Argument(0) Object task) {
      Tasks.takeBack(task);
    }
  }

  static final class Remove {
    private Remove() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void drop(@Argument(0) @Nullable Object task, @Return boolean removed) {
      if (removed && task != null) {
        Tasks.drop(task);
      }
    }
  }

  static final class ShutdownNow {
    private ShutdownNow() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void drop(@Return List<?> tasks) {
      for (Object task : tasks) {
        Tasks.drop(task);
      }
    }
  }

  static final class Discard {
    private Discard() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void drop(@Argument(1) ThreadPoolExecutor pool) {
      Runnable oldest = pool.isShutdown() ? null : pool.getQueue().peek();
      if (oldest != null) {
        Tasks.drop(oldest);
      }
    }
  }

  static final class Completed {
    private Completed() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void done(@This FutureTask<?> task) {
      Tasks.done(task);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void forget(@This Object task) {
      Tasks.forget(task);
    }
  }
}
