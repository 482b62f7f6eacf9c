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
import net.bytebuddy.asm.Advice.AllArguments;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.apache.http.HttpRequest;
import org.apache.http.concurrent.FutureCallback;
import org.apache.http.nio.protocol.HttpAsyncRequestProducer;
import org.apache.http.nio.protocol.HttpAsyncResponseConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous client of Apache HttpComponents 4: one operation per call of the application,
 * until its future is done. The application's callback runs in the context of its caller.
 */
public final class ApacheHttpAsyncClient4Instrumentation extends InstrumentationModule {
  private static final String PREFIX = "org.apache.http.impl.nio.client.";

  /** Made by the list of modules. */
  public ApacheHttpAsyncClient4Instrumentation() {
    super("apache-http-async-client-4", "http-client");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Clients(), new Handlers());
  }

  private static final class Clients implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "InternalHttpAsyncClient", PREFIX + "MinimalHttpAsyncClient");
    }

    /** The first advice runs first: the others find what it put in place. */
    @Override
    public void transform(TypeTransformer type) {
      Methods execute =
          Methods.named("execute")
              .takes(4)
              .takes(0, "org.apache.http.nio.protocol.HttpAsyncRequestProducer");
      type.applyAdviceToMethod(execute, Request.class.getName());
      type.applyAdviceToMethod(execute, Response.class.getName());
      type.applyAdviceToMethod(execute, Callback.class.getName());
    }
  }

  /** What makes requests on the connection, one after another where it is redirected. */
  private static final class Handlers implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          PREFIX + "DefaultClientExchangeHandlerImpl", PREFIX + "MinimalClientExchangeHandlerImpl");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.constructors(), Made.class.getName());
      type.applyAdviceToMethod(Methods.named("generateRequest").takes(0), Sent.class.getName());
    }
  }

  static final class Request {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@AssignReturned.ToArguments.ToArgument(0))
    static @Nullable HttpAsyncRequestProducer enter(
        @Argument(0) @Nullable HttpAsyncRequestProducer producer) {
      return producer == null ? null : new AsyncCall4.Producer(new AsyncCall4(), producer);
    }
  }

  static final class Response {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@AssignReturned.ToArguments.ToArgument(1))
    static @Nullable HttpAsyncResponseConsumer<?> enter(
        @Argument(0) @Nullable HttpAsyncRequestProducer producer,
        @Argument(1) @Nullable HttpAsyncResponseConsumer<?> consumer) {
      AsyncCall4 call = AsyncCall4.of(producer);
      return call == null || consumer == null ? null : new AsyncCall4.Consumer<>(call, consumer);
    }
  }

  static final class Callback {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@AssignReturned.ToArguments.ToArgument(3))
    static @Nullable FutureCallback<?> enter(
        @Argument(0) @Nullable HttpAsyncRequestProducer producer,
        @Argument(3) @Nullable FutureCallback<?> callback) {
      AsyncCall4 call = AsyncCall4.of(producer);
      return call == null ? null : new AsyncCall4.Callback<>(call, callback);
    }
  }

  static final class Made {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@This Object handler, @AllArguments Object[] arguments) {
      for (Object argument : arguments) {
        AsyncCall4 call = AsyncCall4.of(argument);
        if (call != null) {
          AsyncCall4.CALLS.set(handler, call);
        }
      }
    }
  }

  static final class Sent {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@This Object handler, @Return @Nullable HttpRequest request) {
      AsyncCall4 call = AsyncCall4.CALLS.get(handler);
      if (call != null && request != null) {
        call.sent(request);
      }
    }
  }
}
