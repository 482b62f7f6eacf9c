/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.core.method.PathStep;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.HttpServer;
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
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;

/**
 * Reactor Netty 0.9 and later, alone or below WebFlux: an operation starts as a request reaches the
 * handler and ends when the server lets go of it: when the response is written, or the client or
 * the application gave up before. Routes are those of {@code HttpServer.route}.
 */
public final class ReactorNettyServerInstrumentation extends InstrumentationModule {
  private static final String PREFIX = "reactor.netty.http.server.";

  /** Made by the list of modules. */
  public ReactorNettyServerInstrumentation() {
    super("reactor-netty-server", "reactor-netty", "http-server");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Handlers(), new Requests(), new Ends(), new Upgrades(), new Routes());
  }

  private static final class Handlers implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      // The first is the name in 0.9.
      return Types.named(PREFIX + "HttpServerHandle", PREFIX + "HttpServer$HttpServerHandle");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("onStateChange").takes(2).takes(0, "reactor.netty.Connection"),
          Handled.class.getName());
    }
  }

  private static final class Requests implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "HttpServerOperations");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("onOutboundError").takes(1).takes(0, "java.lang.Throwable"),
          Failed.class.getName());
    }
  }

  /** Requests of clients too, of which nothing is known here. */
  private static final class Ends implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("reactor.netty.channel.ChannelOperations");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("terminate").takes(0), Ended.class.getName());
    }
  }

  /** What takes the place of a request that becomes a web socket. */
  private static final class Upgrades implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "WebsocketServerOperations");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.constructors().takes(3).takes(2, PREFIX + "HttpServerOperations"),
          Upgraded.class.getName());
    }
  }

  private static final class Routes implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "DefaultHttpServerRoutes$HttpRouteHandler");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("apply").takes(2).takes(0, PREFIX + "HttpServerRequest"),
          Routed.class.getName());
    }
  }

  static final class Handled {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Object enter(
        @Advice.Argument(0) Connection connection,
        @Advice.Argument(1) ConnectionObserver.State state) {
      return ReactorNettyExchange.enter(connection, state);
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Advice.Enter @Nullable Object turn) {
      if (turn != null) {
        ((Turn) turn).end();
      }
    }
  }

  static final class Failed {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@Advice.This Object request, @Advice.Argument(0) @Nullable Throwable error) {
      ReactorNettyExchange.failed(request, error);
    }
  }

  static final class Ended {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@Advice.This Object request) {
      ReactorNettyExchange.end(request);
    }
  }

  static final class Upgraded {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@Advice.Argument(2) Object request) {
      ReactorNettyExchange.upgraded(request);
    }
  }

  static final class Routed {
    private static final PathStep CONDITION = new PathStep("condition");
    private static final PathStep URI = new PathStep("uri");

    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@Advice.This Object handler) {
      Operation operation = Operation.current(HttpServer.TYPE);
      Object uri = operation == null ? null : URI.read(CONDITION.read(handler));
      if (operation != null && uri instanceof String) {
        ServedRequest.route(operation, (String) uri);
      }
    }
  }
}
