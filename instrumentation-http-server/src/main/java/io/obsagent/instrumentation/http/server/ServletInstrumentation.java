/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Stateful;
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
 * Servlets and filters of Servlet 3 to 6. In containers with an instrumentation of their own they
 * only tell the route; in all others the first of them that a request comes to is where its
 * operation starts.
 */
public final class ServletInstrumentation extends InstrumentationModule {
  /** Made by the list of modules. */
  public ServletInstrumentation() {
    super("servlet", "http-server");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(
        new Servlets("javax", JavaxService.class.getName()),
        new Filters("javax", JavaxFilter.class.getName()),
        new Servlets("jakarta", JakartaService.class.getName()),
        new Filters("jakarta", JakartaFilter.class.getName()));
  }

  private static final class Servlets implements TypeInstrumentation, Stateful {
    private final String namespace;
    private final String advice;

    Servlets(String namespace, String advice) {
      this.namespace = namespace;
      this.advice = advice;
    }

    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(namespace.concat(".servlet.http.HttpServlet"));
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("service").takes(2).takes(0, namespace.concat(".servlet.ServletRequest")),
          advice);
    }
  }

  private static final class Filters implements TypeInstrumentation {
    private final String namespace;
    private final String advice;

    Filters(String namespace, String advice) {
      this.namespace = namespace;
      this.advice = advice;
    }

    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.implementing(namespace.concat(".servlet.Filter"), "doFilter");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("doFilter").takes(3).takes(0, namespace.concat(".servlet.ServletRequest")),
          advice);
    }
  }

  static final class JavaxService {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Object enter(
        @Advice.This javax.servlet.http.HttpServlet servlet, @Advice.Argument(0) Object request) {
      return JavaxServlets.service(servlet, request);
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter @Nullable Object turn,
        @Advice.Argument(0) Object request,
        @Advice.Argument(1) Object response,
        @Advice.Thrown @Nullable Throwable thrown) {
      if (turn != null) {
        JavaxServlets.leave((Turn) turn, request, response, thrown);
      }
    }
  }

  static final class JavaxFilter {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Object enter(@Advice.Argument(0) Object request) {
      return JavaxServlets.filter(request);
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter @Nullable Object turn,
        @Advice.Argument(0) Object request,
        @Advice.Argument(1) Object response,
        @Advice.Thrown @Nullable Throwable thrown) {
      if (turn != null) {
        JavaxServlets.leave((Turn) turn, request, response, thrown);
      } else {
        JavaxServlets.passed(request);
      }
    }
  }

  static final class JakartaService {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Object enter(
        @Advice.This jakarta.servlet.http.HttpServlet servlet, @Advice.Argument(0) Object request) {
      return JakartaServlets.service(servlet, request);
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter @Nullable Object turn,
        @Advice.Argument(0) Object request,
        @Advice.Argument(1) Object response,
        @Advice.Thrown @Nullable Throwable thrown) {
      if (turn != null) {
        JakartaServlets.leave((Turn) turn, request, response, thrown);
      }
    }
  }

  static final class JakartaFilter {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Object enter(@Advice.Argument(0) Object request) {
      return JakartaServlets.filter(request);
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter @Nullable Object turn,
        @Advice.Argument(0) Object request,
        @Advice.Argument(1) Object response,
        @Advice.Thrown @Nullable Throwable thrown) {
      if (turn != null) {
        JakartaServlets.leave((Turn) turn, request, response, thrown);
      } else {
        JakartaServlets.passed(request);
      }
    }
  }
}
