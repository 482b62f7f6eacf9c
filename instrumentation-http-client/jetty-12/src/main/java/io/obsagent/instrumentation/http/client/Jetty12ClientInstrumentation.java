/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.SharedName;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.context.Scope;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.asm.Advice.Thrown;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.eclipse.jetty.client.transport.ResponseListeners;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * Jetty's client 12: one operation per request of the application, from where it is queued for its
 * server, or given to a connection, until its response is complete or has failed. What the client
 * sends again for it (redirects, authentication) is a copy of the request. The application's
 * listeners of the response run in the context of its caller.
 */
public final class Jetty12ClientInstrumentation extends InstrumentationModule {
  private static final String PREFIX = "org.eclipse.jetty.client.";
  private static final String REQUEST = PREFIX + "transport.HttpRequest";
  private static final String LISTENERS = PREFIX + "transport.ResponseListeners";
  private static final String RESPONSE = PREFIX + "Response";
  private static final String RESULT = PREFIX + "Result";

  /** Made by the list of modules. */
  public Jetty12ClientInstrumentation() {
    super("jetty-client-12", "jetty-client", "http-client");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(
        new Requests(), new Clients(), new Destinations(), new Connections(), new Listeners());
  }

  private static final class Requests implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(REQUEST);
    }

    @Override
    public void transform(TypeTransformer type) {}
  }

  private static final class Clients implements TypeInstrumentation, SharedName {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "HttpClient");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("copyRequest").takes(2).takes(0, PREFIX + "Request"), Copy.class.getName());
    }
  }

  /** Where requests wait for a connection to their server. */
  private static final class Destinations implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "transport.HttpDestination");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("send").takes(1).takes(0, REQUEST), Send.class.getName());
    }
  }

  /** What requests of the application may be sent on, past all queues. */
  private static final class Connections implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "transport.HttpConnection");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("send").takes(2).takes(0, PREFIX + "Request"),
          SendOnConnection.class.getName());
    }
  }

  /** All listeners of a request, or, as copies of those, of what is sent for it. */
  private static final class Listeners implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(LISTENERS);
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.constructors().takes(1).takes(0, LISTENERS), Inherit.class.getName());
      type.applyAdviceToMethod(
          Methods.named("addResponseListeners").takes(0, LISTENERS), Inherit.class.getName());
      type.applyAdviceToMethod(
          Methods.named("notifyBegin", "notifySuccess", "notifyFailure")
              .isNotStatic()
              .takes(0, RESPONSE),
          Notify.class.getName());
      type.applyAdviceToMethod(
          Methods.named("notifyHeaders").isNotStatic().takes(0, RESPONSE), Headers.class.getName());
      type.applyAdviceToMethod(
          Methods.named("notifyContentSource")
              .isNotStatic()
              .takes(0, RESPONSE)
              .takes(1, "org.eclipse.jetty.io.Content$Source"),
          Source.class.getName());
      type.applyAdviceToMethod(
          Methods.named("notifyContentSource").isNotStatic().takes(0, RESPONSE),
          Notify.class.getName());
      type.applyAdviceToMethod(
          Methods.named("notifyComplete", "emitSuccessComplete", "emitFailureComplete")
              .isNotStatic()
              .takes(0, RESULT),
          Complete.class.getName());
    }
  }

  static final class Copy {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@Argument(0) Object request, @Return Object copy) {
      if (copy != null) {
        Jetty12Call.copied(request, copy);
      }
    }
  }

  static final class Send {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Jetty12Call enter(@Argument(0) HttpRequest request) {
      return Jetty12Call.send(request);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Enter @Nullable Jetty12Call call, @Thrown @Nullable Throwable thrown) {
      if (call != null && thrown != null) {
        call.end(thrown);
      }
    }
  }

  static final class SendOnConnection {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Jetty12Call enter(@Argument(0) Request request) {
      return Jetty12Call.sendOnConnection(request);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Enter @Nullable Jetty12Call call, @Thrown @Nullable Throwable thrown) {
      if (call != null && thrown != null) {
        call.end(thrown);
      }
    }
  }

  static final class Inherit {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@This ResponseListeners listeners, @Argument(0) Object others) {
      Jetty12Call call = others == null ? null : Jetty12Call.CALLS.get(others);
      if (call != null) {
        Jetty12Call.CALLS.set(listeners, call);
      }
    }
  }

  static final class Notify {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Scope enter(@This ResponseListeners listeners) {
      Jetty12Call call = Jetty12Call.CALLS.get(listeners);
      return call == null ? null : call.enter();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Enter @Nullable Scope scope) {
      if (scope != null) {
        scope.close();
      }
    }
  }

  static final class Headers {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Scope enter(
        @This ResponseListeners listeners, @Argument(0) Response response) {
      Jetty12Call call = Jetty12Call.CALLS.get(listeners);
      if (call == null) {
        return null;
      }
      call.responded(response);
      return call.enter();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Enter @Nullable Scope scope) {
      if (scope != null) {
        scope.close();
      }
    }
  }

  static final class Source {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@AssignReturned.ToArguments.ToArgument(1))
    static Content.@Nullable Source enter(
        @This ResponseListeners listeners, @Argument(1) Content.Source source) {
      Jetty12Call call = Jetty12Call.CALLS.get(listeners);
      return call == null ? null : call.content(source);
    }
  }

  static final class Complete {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Scope enter(@This ResponseListeners listeners, @Argument(0) Result result) {
      Jetty12Call call = Jetty12Call.CALLS.get(listeners);
      if (call == null) {
        return null;
      }
      call.complete(result);
      return call.enter();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Enter @Nullable Scope scope) {
      if (scope != null) {
        scope.close();
      }
    }
  }
}
