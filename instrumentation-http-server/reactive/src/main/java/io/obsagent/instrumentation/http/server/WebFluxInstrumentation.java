/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Spring WebFlux 5.3 and later, on whatever server: the pattern of the handler is the request's
 * route, for annotated methods, mapped URLs and router functions, with a dispatcher handler or
 * without; what no handler of errors could make a response of fails the operation.
 */
public final class WebFluxInstrumentation extends InstrumentationModule {
  private static final String PREFIX = "org.springframework.web.";
  private static final String EXCHANGE = PREFIX + "server.ServerWebExchange";

  /** Made by the list of modules. */
  public WebFluxInstrumentation() {
    super("spring-webflux", "http-server");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Dispatch(), new Functions(), new Errors());
  }

  private static final class Dispatch implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "reactive.DispatcherHandler");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("invokeHandler", "handleRequestWith").takes(2).takes(0, EXCHANGE),
          Chosen.class.getName());
    }
  }

  private static final class Functions implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "reactive.function.server.RouterFunctions$DefaultRouterFunction");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("route").takes(1), Routed.class.getName());
    }
  }

  /** What makes responses of errors: Spring's last resort, and Spring Boot's pages. */
  private static final class Errors implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          PREFIX + "server.adapter.HttpWebHandlerAdapter",
          "org.springframework.boot.autoconfigure.web.reactive.error.AbstractErrorWebExceptionHandler",
          "org.springframework.boot.webflux.autoconfigure.error.AbstractErrorWebExceptionHandler");
    }

    @Override
    public void transform(TypeTransformer type) {
      Methods handle = Methods.named("handleUnresolvedError", "handle").takes(0, EXCHANGE);
      type.applyAdviceToMethod(
          handle.takes(2).takes(1, "java.lang.Throwable"), Thrown.class.getName());
      // Since Spring 6.
      type.applyAdviceToMethod(
          handle.takes(3).takes(2, "java.lang.Throwable"), ThrownObserved.class.getName());
    }
  }

  static final class Chosen {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@Advice.Argument(0) ServerWebExchange exchange) {
      route(
          exchange.getRequest(),
          exchange.getAttributes().get(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
    }

    static void route(ServerHttpRequest request, @Nullable Object pattern) {
      Operation operation = pattern == null ? null : Operation.current(HttpServer.TYPE);
      if (operation != null) {
        String base = request.getPath().contextPath().value();
        String route = Mappings.joined(base, String.valueOf(pattern));
        ServedRequest.route(operation, route.isEmpty() ? "/" : route);
      }
    }
  }

  static final class Routed {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(
        @Advice.Argument(0) ServerRequest request, @Advice.Return @Nullable Object handler) {
      if (handler != null && handler != Mono.empty()) {
        Map<String, Object> attributes = request.attributes();
        Chosen.route(
            request.exchange().getRequest(),
            attributes.get(RouterFunctions.MATCHING_PATTERN_ATTRIBUTE));
      }
    }
  }

  static final class Thrown {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@Advice.Argument(1) @Nullable Throwable thrown) {
      HandledErrors.thrown(thrown);
    }
  }

  static final class ThrownObserved {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@Advice.Argument(2) @Nullable Throwable thrown) {
      HandledErrors.thrown(thrown);
    }
  }
}
