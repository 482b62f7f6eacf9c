/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Spring MVC 5 (javax) and 6 to 7 (jakarta): the pattern of the handler is the request's route.
 * Handlers of methods and functions leave it in the request as they are chosen, those of URLs, such
 * as static resources, as they are called. A request that a filter refuses has the route that it
 * would have taken, once the dispatcher servlet is there.
 */
public final class SpringMvcInstrumentation extends InstrumentationModule {
  /** Made by the list of modules. */
  public SpringMvcInstrumentation() {
    super("spring-webmvc", "http-server");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Choice(), new Urls());
  }

  private static final class Choice implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.springframework.web.servlet.DispatcherServlet");
    }

    @Override
    public void transform(TypeTransformer type) {
      Methods getHandler = Methods.named("getHandler").takes(1);
      type.applyAdviceToMethod(
          getHandler.takes(0, "javax.servlet.http.HttpServletRequest"),
          JavaxChosen.class.getName());
      type.applyAdviceToMethod(
          getHandler.takes(0, "jakarta.servlet.http.HttpServletRequest"),
          JakartaChosen.class.getName());
      Methods onRefresh = Methods.named("onRefresh").takes(1);
      type.applyAdviceToMethod(onRefresh, Refreshed.class.getName());
    }
  }

  private static final class Urls implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.springframework.web.servlet.handler.AbstractUrlHandlerMapping");
    }

    @Override
    public void transform(TypeTransformer type) {
      Methods expose =
          Methods.named("exposePathWithinMapping").takes(3).takes(0, "java.lang.String");
      type.applyAdviceToMethod(
          expose.takes(2, "javax.servlet.http.HttpServletRequest"), JavaxUrl.class.getName());
      type.applyAdviceToMethod(
          expose.takes(2, "jakarta.servlet.http.HttpServletRequest"), JakartaUrl.class.getName());
    }
  }

  static final class Refreshed {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@Advice.This Object servlet) {
      if (isJakarta(servlet.getClass())) {
        JakartaServlets.dispatcher(servlet);
      } else {
        JavaxServlets.dispatcher(servlet);
      }
    }

    /** By name, since only one of the two is there. */
    private static boolean isJakarta(Class<?> servlet) {
      for (Class<?> type = servlet; type != null; type = type.getSuperclass()) {
        if (type.getName().equals("jakarta.servlet.http.HttpServlet")) {
          return true;
        }
      }
      return false;
    }
  }

  static final class JavaxChosen {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(
        @Advice.Argument(0) javax.servlet.http.HttpServletRequest request,
        @Advice.Return @Nullable Object handler) {
      Object pattern = request.getAttribute(SpringDispatcher.PATTERN);
      if (handler == null || pattern == null) {
        JavaxServlets.API.unmatched();
      } else {
        JavaxServlets.API.matched(request, pattern.toString());
      }
    }
  }

  static final class JakartaChosen {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(
        @Advice.Argument(0) jakarta.servlet.http.HttpServletRequest request,
        @Advice.Return @Nullable Object handler) {
      Object pattern = request.getAttribute(SpringDispatcher.PATTERN);
      if (handler == null || pattern == null) {
        JakartaServlets.API.unmatched();
      } else {
        JakartaServlets.API.matched(request, pattern.toString());
      }
    }
  }

  static final class JavaxUrl {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(
        @Advice.Argument(0) String pattern,
        @Advice.Argument(2) javax.servlet.http.HttpServletRequest request) {
      JavaxServlets.API.matched(request, pattern);
    }
  }

  static final class JakartaUrl {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(
        @Advice.Argument(0) String pattern,
        @Advice.Argument(2) jakarta.servlet.http.HttpServletRequest request) {
      JakartaServlets.API.matched(request, pattern);
    }
  }
}
