/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.javalin.http.Context;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Collections;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/** Javalin 5 and 6: the path of the handler that answers is the request's route. */
public final class JavalinInstrumentation extends InstrumentationModule
    implements TypeInstrumentation {
  /** Made by the list of modules. */
  public JavalinInstrumentation() {
    super("javalin", "http-server");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Collections.singletonList(this);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return Types.named("io.javalin.http.servlet.JavalinServletContext");
  }

  @Override
  public void transform(TypeTransformer type) {
    type.applyAdviceToMethod(
        Methods.named("update").takes(2).takes(1, "java.lang.String"), Chosen.class.getName());
  }

  /** Told of each handler before it is called, also of those around the one that answers. */
  static final class Chosen {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@Advice.This Context context) {
      String type = context.handlerType().name();
      if (!type.startsWith("BEFORE") && !type.startsWith("AFTER")) {
        JakartaServlets.API.matched(context.req(), context.matchedPath());
      }
    }
  }
}
