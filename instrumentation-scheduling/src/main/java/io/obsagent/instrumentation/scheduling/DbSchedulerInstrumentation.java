/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import com.github.kagkarlsson.scheduler.task.Execution;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.schedule.Runs;
import io.obsagent.core.vocabulary.Schedule;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Thrown;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * db-scheduler 11 and later: a run of each execution that was picked, by its task's name. What a
 * task throws goes to its failure handler, of which the run is told.
 */
public final class DbSchedulerInstrumentation extends InstrumentationModule
    implements TypeInstrumentation {
  public DbSchedulerInstrumentation() {
    super("db-scheduler", "scheduling");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Collections.<TypeInstrumentation>singletonList(this);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return Types.named("com.github.kagkarlsson.scheduler.ExecutePicked");
  }

  @Override
  public void transform(TypeTransformer type) {
    String tasks = "com.github.kagkarlsson.scheduler.task.";
    type.applyAdviceToMethod(
        Methods.named("executePickedExecution").takes(0, tasks + "Execution"), Run.class.getName());
    type.applyAdviceToMethod(
        Methods.named("failure").takes(2, "java.lang.Throwable"), Fail.class.getName());
  }

  static final class Run {
    private Run() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(@Argument(0) Execution execution) {
      Instant planned = execution.executionTime;
      return Runs.startRoot(
          execution.taskInstance.getTaskName(),
          "db-scheduler",
          planned == null ? null : planned.getEpochSecond() + planned.getNano() / 1e9);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(@Enter @Nullable Operation operation, @Thrown @Nullable Throwable error) {
      Runs.end(operation, error == null && operation != null ? operation.error() : error);
    }
  }

  static final class Fail {
    private Fail() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void failed(@Argument(2) @Nullable Throwable error) {
      Operation run = Operation.current(Schedule.TYPE);
      if (run != null) {
        run.fail(error);
      }
    }
  }
}
