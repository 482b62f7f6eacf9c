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
import net.bytebuddy.asm.Advice.Thrown;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jobrunr.jobs.Job;
import org.jspecify.annotations.Nullable;

/**
 * JobRunr 5 and later: each attempt at a job that a background server makes, and each run of a
 * recurring one.
 */
public final class JobRunrInstrumentation extends InstrumentationModule {
  private static final String JOB = "org.jobrunr.jobs.Job";

  public JobRunrInstrumentation() {
    super("jobrunr", "scheduling");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Runners(), new Schedulers());
  }

  /** What calls the application's method, whether that is of a bean, static or a lambda. */
  private static final class Runners implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.jobrunr.server.runner.AbstractBackgroundJobRunner");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("run").takes(1).takes(0, JOB), Run.class.getName());
    }
  }

  /** What puts jobs into the store. */
  private static final class Schedulers implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.jobrunr.scheduling.AbstractJobScheduler");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("saveJob").takes(1).takes(0, JOB), Save.class.getName());
      type.applyAdviceToMethod(
          Methods.named("saveJobs").takes(1).takes(0, "java.util.List"), SaveAll.class.getName());
    }
  }

  static final class Run {
    private Run() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(@Argument(0) Job job) {
      return JobRunrRuns.start(job);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(@Enter @Nullable Operation operation, @Thrown @Nullable Throwable error) {
      if (operation != null) {
        JobRunrRuns.end(operation, error);
      }
    }
  }

  static final class Save {
    private Save() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void asked(@Argument(0) Job job) {
      JobRunrRuns.asked(job);
    }
  }

  static final class SaveAll {
    private SaveAll() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void asked(@Argument(0) List<Job> jobs) {
      JobRunrRuns.asked(jobs);
    }
  }
}
