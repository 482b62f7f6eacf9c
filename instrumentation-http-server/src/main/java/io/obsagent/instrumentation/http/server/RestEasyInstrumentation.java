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
import java.util.Collections;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * RESTEasy 3 and later, {@code javax} and {@code jakarta}: the template of the resource's method is
 * the request's route, behind those of the resources that led to it.
 */
public final class RestEasyInstrumentation extends InstrumentationModule
    implements TypeInstrumentation {
  /** Made by the list of modules. */
  public RestEasyInstrumentation() {
    super("resteasy", "http-server");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Collections.singletonList(this);
  }

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

  static final class Matched {
    /** By the request: the templates of the resources that it has come to so far. */
    private static final State<String> LOCATED = new State<>();

    private static final PathStep METHOD = new PathStep("method");
    private static final PathStep FULL_PATH = new PathStep("fullpath");
    private static final PathStep URI_INFO = new PathStep("uri");
    private static final PathStep BASE = new PathStep("baseURI");
    private static final PathStep CONTEXT = new PathStep("contextPath");

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
      // In a servlet the base is not made before somebody asks for it.
      Object path = base instanceof URI ? ((URI) base).getRawPath() : CONTEXT.read(uri);
      return path instanceof String ? (String) path : "";
    }

    private static String joined(String begin, String second) {
      String start = begin.endsWith("/") ? begin.substring(0, begin.length() - 1) : begin;
      return second.isEmpty() || second.startsWith("/") ? start + second : start + '/' + second;
    }
  }
}
