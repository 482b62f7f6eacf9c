/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.core.operation.CarriedTask;
import io.obsagent.core.operation.Tasks;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Collections;
import java.util.List;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * {@code AsyncContext.start(Runnable)}: the task belongs to the request. Containers have executors
 * of their own for it.
 */
public final class AsyncContextInstrumentation extends InstrumentationModule
    implements TypeInstrumentation {
  /** Made by the list of modules. */
  public AsyncContextInstrumentation() {
    super("servlet-async", "http-server");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Collections.singletonList(this);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return Types.named(
        "org.apache.catalina.core.AsyncContextImpl",
        "io.undertow.servlet.spec.AsyncContextImpl",
        "org.eclipse.jetty.server.AsyncContextState",
        "org.eclipse.jetty.ee8.nested.AsyncContextState",
        "org.eclipse.jetty.ee9.nested.AsyncContextState",
        "org.eclipse.jetty.ee10.servlet.AsyncContextState",
        "org.eclipse.jetty.ee11.servlet.AsyncContextState");
  }

  @Override
  public void transform(TypeTransformer type) {
    type.applyAdviceToMethod(
        Methods.named("start").takes(1).takes(0, "java.lang.Runnable"), Start.class.getName());
  }

  static final class Start {
    private Start() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@ToArgument(0))
    static @Nullable Runnable enter(@Argument(0) @Nullable Runnable task) {
      return task == null || !Tasks.isNeeded() ? null : new CarriedTask(task);
    }
  }
}
