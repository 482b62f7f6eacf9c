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
import io.undertow.server.HttpServerExchange;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Undertow 2, with or without servlets: each turn of an exchange begins where a root handler is
 * called, on whatever thread, and the exchange itself tells when it is complete. It does not tell
 * then whether the client hung up.
 */
public final class UndertowInstrumentation extends InstrumentationModule {
  /** Made by the list of modules. */
  public UndertowInstrumentation() {
    super("undertow", "http-server");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Turns(), new Exchanges(), new Upgrades(), new Errors());
  }

  private static final class Turns implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("io.undertow.server.Connectors");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("executeRootHandler").takes(2), RootHandler.class.getName());
    }
  }

  private static final class Exchanges implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("io.undertow.server.HttpServerExchange");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("dispatch").takes(2).takes(1, "java.lang.Runnable"),
          Dispatched.class.getName());
    }
  }

  /** Requests of HTTP/1.1 that ask for HTTP/2 and are answered by it. */
  private static final class Upgrades implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("io.undertow.server.protocol.http2.Http2ReceiveListener");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("handleInitialRequest").takes(0, "io.undertow.server.HttpServerExchange"),
          Upgraded.class.getName());
    }
  }

  /** Hears of what servlets throw before it is made into an answer. */
  private static final class Errors implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("io.undertow.servlet.api.LoggingExceptionHandler");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("handleThrowable").takes(4), Thrown.class.getName());
    }
  }

  static final class RootHandler {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Object enter(@Advice.Argument(1) HttpServerExchange exchange) {
      return UndertowExchange.enter(exchange);
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Advice.Enter @Nullable Object turn) {
      if (turn != null) {
        ((Turn) turn).end();
      }
    }
  }

  static final class Dispatched {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    @Advice.AssignReturned.ToArguments(@Advice.AssignReturned.ToArguments.ToArgument(1))
    static @Nullable Runnable enter(
        @Advice.This HttpServerExchange exchange, @Advice.Argument(1) @Nullable Runnable task) {
      return UndertowExchange.task(exchange, task);
    }
  }

  static final class Upgraded {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@Advice.Argument(0) HttpServerExchange exchange) {
      UndertowExchange.upgraded(exchange);
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit() {
      UndertowExchange.answered();
    }
  }

  static final class Thrown {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(
        @Advice.Argument(0) HttpServerExchange exchange,
        @Advice.Argument(3) @Nullable Throwable thrown) {
      UndertowExchange.failed(exchange, thrown);
    }
  }
}
