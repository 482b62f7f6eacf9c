/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.bootstrap.State;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * OkHttp 3 to 5: each client gets an interceptor around the application's calls and one where
 * requests go out. Calls on the dispatcher's threads, and their callbacks, run in the context that
 * enqueued them.
 */
public final class OkHttpInstrumentation extends InstrumentationModule {
  public OkHttpInstrumentation() {
    super("okhttp", "http-client");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Clients(), new AsyncCalls());
  }

  static final class Clients implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("okhttp3.OkHttpClient");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.constructors().takes(1).takes(0, "okhttp3.OkHttpClient$Builder"),
          Build.class.getName());
    }
  }

  static final class AsyncCalls implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          "okhttp3.RealCall$AsyncCall", "okhttp3.internal.connection.RealCall$AsyncCall");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.constructors(), Enqueue.class.getName());
      type.applyAdviceToMethod(Methods.named("run", "execute").takes(0), Run.class.getName());
    }
  }

  static final class Build {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@Argument(0) OkHttpClient.Builder builder) {
      List<Interceptor> calls = builder.interceptors();
      if (!calls.contains(OkHttpCalls.INTERCEPTOR)) {
        calls.add(0, OkHttpCalls.INTERCEPTOR);
      }
      List<Interceptor> requests = builder.networkInterceptors();
      if (!requests.contains(OkHttpRequests.INTERCEPTOR)) {
        requests.add(OkHttpRequests.INTERCEPTOR);
      }
    }
  }

  static final class Enqueue {
    private static final State<Context> CALLERS = new State<>();

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@This Object call) {
      Context caller = Context.current();
      if (caller != Context.root()) {
        CALLERS.set(call, caller);
      }
    }
  }

  static final class Run {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Scope enter(@This Object call) {
      Context caller = Enqueue.CALLERS.remove(call);
      return caller == null ? null : caller.makeCurrent();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Enter @Nullable Scope scope) {
      if (scope != null) {
        scope.close();
      }
    }
  }
}
