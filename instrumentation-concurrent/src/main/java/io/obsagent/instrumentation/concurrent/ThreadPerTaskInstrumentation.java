/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.concurrent;

import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * Executors that start a thread for each task, virtual or not, and structured scopes. What is
 * current becomes so on the thread of the task, never on the one that carries it.
 */
public final class ThreadPerTaskInstrumentation extends InstrumentationModule {
  private static final String EXECUTOR = "java.util.concurrent.ThreadPerTaskExecutor";

  public ThreadPerTaskInstrumentation() {
    super("thread-per-task", "executors");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    List<TypeInstrumentation> types = new ArrayList<>();
    types.add(new Submitted());
    types.add(new Executed());
    return types;
  }

  /** A {@code FutureTask}, which is woven as such. */
  private static final class Submitted implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(EXECUTOR + "$ThreadBoundFuture");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.constructors(), TaskMade.class.getName());
    }
  }

  private static final class Executed implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          EXECUTOR + "$TaskRunner",
          "java.util.concurrent.StructuredTaskScope$SubtaskImpl",
          "java.util.concurrent.StructuredTaskScopeImpl$SubtaskImpl");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.constructors(), TaskMade.class.getName());
      type.applyAdviceToMethod(Methods.named("run").takes(0), TaskRun.class.getName());
    }
  }
}
