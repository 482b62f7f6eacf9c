/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import com.sun.net.httpserver.HttpExchange;
import io.obsagent.core.operation.Operation;
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
 * The JDK's own server, {@code com.sun.net.httpserver}, of JDK 8 to 25. The exchange that handlers
 * see is made when a request found its context; behind it is another, which the server tells when
 * the response is written, on whatever thread. The route is the path of the context.
 */
public final class JdkHttpServerInstrumentation extends InstrumentationModule {
  /** Made by the list of modules. */
  public JdkHttpServerInstrumentation() {
    super("jdk-http-server", "http-server");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(
        new Exchanges(), new InnerExchange(), new Chain(), new Writes(), new Rejects());
  }

  private static final class Exchanges implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          "sun.net.httpserver.HttpExchangeImpl", "sun.net.httpserver.HttpsExchangeImpl");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.constructors().takes(1).takes(0, "sun.net.httpserver.ExchangeImpl"),
          Made.class.getName());
    }
  }

  private static final class InnerExchange implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("sun.net.httpserver.ExchangeImpl");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("close").takes(0), Closed.class.getName());
    }
  }

  private static final class Chain implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("com.sun.net.httpserver.Filter$Chain");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("doFilter").takes(1), Handled.class.getName());
    }
  }

  /** The events by which the server hears that a response is written. */
  private static final class Writes implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          "sun.net.httpserver.WriteFinishedEvent", "sun.net.httpserver.Event$WriteFinished");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.constructors().takes(1).takes(0, "sun.net.httpserver.ExchangeImpl"),
          Written.class.getName());
    }
  }

  /** Requests that the server answers itself: malformed ones, and those without a context. */
  private static final class Rejects implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("sun.net.httpserver.ServerImpl$Exchange");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("reject").takes(3).takes(0, "int").takes(1, "java.lang.String"),
          Rejected.class.getName());
    }
  }

  static final class Made {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@Advice.This HttpExchange exchange, @Advice.Argument(0) Object inner) {
      ServedExchange.start(exchange, inner);
    }
  }

  /** Chains nest: only the outermost finds the operation not current yet. */
  static final class Handled {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Object enter(@Advice.Argument(0) HttpExchange exchange) {
      ServedExchange served = ServedExchange.of(exchange);
      return served == null || Operation.current(served.operation.type()) == served.operation
          ? null
          : Turn.resume(served.operation);
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter @Nullable Object turn,
        @Advice.Argument(0) HttpExchange exchange,
        @Advice.Thrown @Nullable Throwable thrown) {
      if (turn != null) {
        ((Turn) turn).end();
        ServedExchange served = ServedExchange.of(exchange);
        if (thrown != null && served != null) {
          // The server closes the connection.
          ServedRequest.failed(served.operation, thrown);
          served.end();
        }
      }
    }
  }

  static final class Written {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@Advice.Argument(0) Object inner) {
      end(inner);
    }
  }

  static final class Closed {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Advice.This Object inner) {
      end(inner);
    }
  }

  private static void end(Object inner) {
    ServedExchange served = ServedExchange.of(inner);
    if (served != null) {
      served.end();
    }
  }

  static final class Rejected {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@Advice.Argument(0) int status, @Advice.Argument(1) String requestLine) {
      ServedRequest.end(ServedRequest.start(requestLine, RequestLines.READER), status);
    }
  }
}
