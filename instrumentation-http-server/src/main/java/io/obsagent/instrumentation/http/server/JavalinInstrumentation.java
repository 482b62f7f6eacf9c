/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.javalin.http.Context;
import io.obsagent.core.method.PathStep;
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

/** Javalin 5 to 7: the path of the handler that answers is the request's route. */
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
    // Since Javalin 7.
    type.applyAdviceToMethod(
        Methods.named("update").takes(0, "io.javalin.router.Endpoint"),
        ChosenEndpoint.class.getName());
  }

  /** Told of each handler before it is called, also of those around the one that answers. */
  static final class Chosen {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@Advice.This Context context) {
      matched(context, context.handlerType().name(), context.matchedPath());
    }

    /**
     * Takes note of a handler.
     *
     * @param type what it is for: a method, or before or after all others
     */
    static void matched(Context context, String type, String path) {
      if (!type.startsWith("BEFORE") && !type.startsWith("AFTER")) {
        JakartaServlets.API.matched(context.req(), path);
      }
    }
  }

  static final class ChosenEndpoint {
    private static final PathStep METHOD = new PathStep("method");
    private static final PathStep NAME = new PathStep("name");
    private static final PathStep PATH = new PathStep("path");

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@Advice.This Context context, @Advice.Argument(0) Object endpoint) {
      Object type = NAME.read(METHOD.read(endpoint));
      Chosen.matched(context, String.valueOf(type), String.valueOf(PATH.read(endpoint)));
    }
  }
}
