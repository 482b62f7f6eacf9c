/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import io.obsagent.core.operation.CarriedTask;
import io.obsagent.core.operation.Tasks;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Spring 4.3 and later: each call of a method that is {@code @Async} is a job, from when its thread
 * begins until what the method returned is done. Spring's executors are the JDK's, which hand over
 * what is current, but the one that starts a thread for each task.
 */
public final class SpringAsyncInstrumentation extends InstrumentationModule {
  public SpringAsyncInstrumentation() {
    super("spring-async", "scheduling");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Calls(), new ThreadPerTask());
  }

  /** What stands before methods that are {@code @Async}, as a proxy or woven by AspectJ. */
  private static final class Calls implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.springframework.aop.interceptor.AsyncExecutionAspectSupport");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("determineAsyncExecutor").takes(1), Called.class.getName());
      type.applyAdviceToMethod(
          Methods.named("doSubmit").takes(3).takes(0, "java.util.concurrent.Callable"),
          Submit.class.getName());
      type.applyAdviceToMethod(
          Methods.named("handleError").takes(0, "java.lang.Throwable"), Failed.class.getName());
    }
  }

  private static final class ThreadPerTask implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.springframework.core.task.SimpleAsyncTaskExecutor");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("doExecute").takes(1), Execute.class.getName());
    }
  }

  static final class Called {
    private Called() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void called(@Argument(0) Method method, @Return @Nullable Object executor) {
      if (executor != null) {
        AsyncJob.called(method);
      }
    }
  }

  static final class Submit {
    private Submit() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@AssignReturned.ToArguments.ToArgument(0))
    static @Nullable Callable<?> wrap(@Argument(0) Callable<?> task) {
      return AsyncJob.of(task);
    }
  }

  static final class Failed {
    private Failed() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void failed(@Argument(0) @Nullable Throwable error) {
      AsyncJob.failed(error);
    }
  }

  static final class Execute {
    private Execute() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@AssignReturned.ToArguments.ToArgument(0))
    static @Nullable Runnable handOver(@Argument(0) @Nullable Runnable task) {
      if (task == null || !Tasks.isNeeded()) {
        return null;
      }
      if (task instanceof FutureTask) {
        Tasks.handOverNow(task);
        return null;
      }
      return new CarriedTask(task);
    }
  }
}
