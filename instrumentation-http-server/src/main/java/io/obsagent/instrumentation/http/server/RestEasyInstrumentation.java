/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.bootstrap.State;
import io.obsagent.core.method.PathStep;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * RESTEasy 3 and later, {@code javax} and {@code jakarta}: the template of the resource's method is
 * the request's route, behind those of the resources that led to it; what a resource threw fails
 * the operation if its response is a failure.
 */
public final class RestEasyInstrumentation extends InstrumentationModule {
  /** Made by the list of modules. */
  public RestEasyInstrumentation() {
    super("resteasy", "http-server");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Resources(), new Errors());
  }

  private static final class Resources implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          "org.jboss.resteasy.core.ResourceMethodInvoker",
          "org.jboss.resteasy.core.ResourceLocatorInvoker");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("invokeOnTarget", "invokeOnTargetObject")
              .takes(3)
              .takes(0, "org.jboss.resteasy.spi.HttpRequest"),
          Matched.class.getName());
    }
  }

  /** What makes responses of errors. */
  private static final class Errors implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.jboss.resteasy.core.ExceptionHandler");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("handleException").takes(2).takes(1, "java.lang.Throwable"),
          Thrown.class.getName());
    }
  }

  static final class Matched {
    /** By the request: the templates of the resources that it has come to so far. */
    private static final State<String> LOCATED = new State<>();

    private static final PathStep METHOD = new PathStep("method");
    private static final PathStep FULL_PATH = new PathStep("fullpath");
    private static final PathStep URI_INFO = new PathStep("uri");
    private static final PathStep BASE = new PathStep("baseURI");

    /** The path of the base, which newer versions make a URI of when asked. */
    private static final PathStep BASE_PATH = new PathStep("contextPath");

    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@Advice.This Object invoker, @Advice.Argument(0) Object request) {
      Operation operation = Operation.current(HttpServer.TYPE);
      Object template = FULL_PATH.read(METHOD.read(invoker));
      if (operation != null && template instanceof String) {
        String located = LOCATED.get(request);
        String route = joined(located == null ? base(request) : located, (String) template);
        LOCATED.set(request, route);
        ServedRequest.route(operation, route.isEmpty() ? "/" : route);
      }
    }

    private static String base(Object request) {
      Object uri = URI_INFO.read(request);
      Object base = BASE.read(uri);
      Object path = base instanceof URI ? ((URI) base).getRawPath() : BASE_PATH.read(uri);
      return path instanceof String ? (String) path : "";
    }

    private static String joined(String begin, String second) {
      String start = begin.endsWith("/") ? begin.substring(0, begin.length() - 1) : begin;
      return second.isEmpty() || second.startsWith("/") ? start + second : start + '/' + second;
    }
  }

  static final class Thrown {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@Advice.Argument(1) @Nullable Throwable thrown) {
      HandledErrors.thrown(thrown);
    }
  }
}
