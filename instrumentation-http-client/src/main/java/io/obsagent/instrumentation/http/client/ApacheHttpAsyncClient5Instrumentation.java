/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous client of Apache HttpComponents 5, for HTTP/1.1 and HTTP/2: one operation per
 * call of the application, until its future is done, with the context in each request that goes out
 * for it. The application's callback runs in the context of its caller.
 */
public final class ApacheHttpAsyncClient5Instrumentation extends InstrumentationModule {
  private static final String PREFIX = "org.apache.hc.client5.http.impl.async.";
  private static final String SCOPE = "org.apache.hc.client5.http.async.AsyncExecChain$Scope";

  /** Made by the list of modules. */
  public ApacheHttpAsyncClient5Instrumentation() {
    super("apache-http-async-client-5", "http-client");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Clients(), new Scopes(), new Dependencies(), new Transmission());
  }

  private static final class Clients implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "InternalAbstractHttpAsyncClient");
    }

    /** The first advice runs first: the others find what it put in place. */
    @Override
    public void transform(TypeTransformer type) {
      Methods execute =
          Methods.named("doExecute")
              .takes(6)
              .takes(1, "org.apache.hc.core5.http.nio.AsyncRequestProducer");
      type.applyAdviceToMethod(execute, Request.class.getName());
      type.applyAdviceToMethod(execute, Response.class.getName());
      type.applyAdviceToMethod(execute, Callback.class.getName());
    }
  }

  /** What goes along the chain of a call: made on the caller's thread, and for each redirect. */
  private static final class Scopes implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(SCOPE);
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.constructors(), Made.class.getName());
    }
  }

  /** What all scopes of a call have in common. */
  private static final class Dependencies implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.apache.hc.core5.concurrent.ComplexFuture");
    }

    @Override
    public void transform(TypeTransformer type) {}
  }

  private static final class Transmission implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "HttpAsyncMainClientExec", PREFIX + "H2AsyncMainClientExec");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("execute").takes(5).takes(2, SCOPE), Sent.class.getName());
    }
  }

  static final class Request {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@AssignReturned.ToArguments.ToArgument(1))
    static @Nullable AsyncRequestProducer enter(
        @Argument(0) @Nullable HttpHost target,
        @Argument(1) @Nullable AsyncRequestProducer producer) {
      return producer == null ? null : new AsyncCall5.Producer(new AsyncCall5(target), producer);
    }
  }

  static final class Response {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@AssignReturned.ToArguments.ToArgument(2))
    static @Nullable AsyncResponseConsumer<?> enter(
        @Argument(1) @Nullable AsyncRequestProducer producer,
        @Argument(2) @Nullable AsyncResponseConsumer<?> consumer) {
      AsyncCall5 call = AsyncCall5.of(producer);
      return call == null || consumer == null ? null : new AsyncCall5.Consumer<>(call, consumer);
    }
  }

  static final class Callback {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@AssignReturned.ToArguments.ToArgument(5))
    static @Nullable FutureCallback<?> enter(
        @Argument(1) @Nullable AsyncRequestProducer producer,
        @Argument(5) @Nullable FutureCallback<?> callback) {
      AsyncCall5 call = AsyncCall5.of(producer);
      return call == null ? null : new AsyncCall5.Callback<>(call, callback);
    }
  }

  static final class Made {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@This AsyncExecChain.Scope scope) {
      Exchange exchange = Exchange.sending();
      if (exchange != null) {
        AsyncCall5.EXCHANGES.set(scope.cancellableDependency, exchange);
      }
    }
  }

  static final class Sent {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@Argument(0) HttpRequest request, @Argument(2) AsyncExecChain.Scope scope) {
      Exchange exchange = AsyncCall5.EXCHANGES.get(scope.cancellableDependency);
      if (exchange != null) {
        exchange.sent();
        exchange.inject(request, ApacheHttpClient5Instrumentation.Headers.SETTER);
      }
    }
  }
}
