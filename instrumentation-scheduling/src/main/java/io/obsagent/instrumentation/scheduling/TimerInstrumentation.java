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
import java.util.TimerTask;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.asm.Advice.Thrown;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * {@code java.util.Timer}: a task that runs once has what was current as it was scheduled, and each
 * run of a task of the application that is periodic or was delayed is told; the periodic ones are
 * counted. Woven at the timer's queue, since its thread calls tasks directly, and any class may be
 * one.
 */
public final class TimerInstrumentation extends InstrumentationModule {
  public TimerInstrumentation() {
    super("timer", "scheduling");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Timers(), new Queues(), new Threads(), new TimerTasks());
  }

  private static final class Timers implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("java.util.Timer");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("sched").takes(3), Scheduled.class.getName());
    }
  }

  private static final class Queues implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("java.util.TaskQueue");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("add").takes(1), Added.class.getName());
      type.applyAdviceToMethod(Methods.named("clear").takes(0), Cleared.class.getName());
      type.applyAdviceToMethod(Methods.named("getMin").takes(0), Looked.class.getName());
      type.applyAdviceToMethod(Methods.named("removeMin").takes(0), Removed.class.getName());
      type.applyAdviceToMethod(Methods.named("rescheduleMin").takes(1), PutBack.class.getName());
      type.applyAdviceToMethod(Methods.named("isEmpty").takes(0), Idle.class.getName());
    }
  }

  private static final class Threads implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("java.util.TimerThread");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("mainLoop").takes(0), Ended.class.getName());
    }
  }

  private static final class TimerTasks implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("java.util.TimerTask");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("cancel").takes(0), Cancelled.class.getName());
    }
  }

  static final class Scheduled {
    private Scheduled() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable TimerPlan made(
        @Argument(0) @Nullable TimerTask task, @Argument(1) long due, @Argument(2) long period) {
      return task == null ? null : TimerPlan.made(task, due, period);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void refused(
        @Argument(0) @Nullable TimerTask task,
        @Enter @Nullable TimerPlan plan,
        @Thrown @Nullable Throwable thrown) {
      if (task != null && plan != null && thrown != null) {
        TimerPlan.forget(task);
      }
    }
  }

  static final class Added {
    private Added() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void added(@This Object queue, @Argument(0) @Nullable TimerTask task) {
      if (task != null) {
        TimerQueue.added(queue, task);
      }
    }
  }

  static final class Cleared {
    private Cleared() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void cleared(@This Object queue) {
      TimerQueue.cleared(queue);
    }
  }

  static final class Looked {
    private Looked() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void looked(@Return @Nullable TimerTask task) {
      TimerLoop.looked(task);
    }
  }

  static final class Removed {
    private Removed() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void taken() {
      TimerLoop.taken(0);
    }
  }

  static final class PutBack {
    private PutBack() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void taken(@Argument(0) long next) {
      TimerLoop.taken(next);
    }
  }

  static final class Idle {
    private Idle() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void idle() {
      TimerLoop.idle(null);
    }
  }

  static final class Ended {
    private Ended() {}

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void ended(@Thrown @Nullable Throwable thrown) {
      TimerLoop.idle(thrown);
    }
  }

  static final class Cancelled {
    private Cancelled() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void cancelled(@This TimerTask task) {
      TimerPlan.forget(task);
    }
  }
}
