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
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.Thrown;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.eclipse.jetty.client.api.Request;
import org.eclipse.jetty.client.api.Response;
import org.eclipse.jetty.client.api.Result;
import org.jspecify.annotations.Nullable;

/**
 * Jetty's client 9.4 to 11: one operation per request of the application, from where it is queued
 * for its server, or given to a connection, until its response is complete or has failed. What the
 * client sends again for it (redirects, authentication) is a copy of the request. The application's
 * listeners of the response run in the context of its caller.
 */
public final class JettyClientInstrumentation extends InstrumentationModule {
  private static final String PREFIX = "org.eclipse.jetty.client.";
  private static final String REQUEST = PREFIX + "HttpRequest";
  private static final String RESPONSE = PREFIX + "api.Response";
  private static final String LIST = "java.util.List";

  /** Made by the list of modules. */
  public JettyClientInstrumentation() {
    super("jetty-client", "http-client");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(
        new Requests(), new Clients(), new Destinations(), new Connections(), new Notifiers());
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
          Methods.named("copyRequest").takes(2).takes(0, REQUEST), Copy.class.getName());
    }
  }

  /** Where requests wait for a connection to their server. */
  private static final class Destinations implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "HttpDestination");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("send").takes(2).takes(0, REQUEST).takes(1, LIST), Send.class.getName());
    }
  }

  /** What requests of the application may be sent on, past all queues. */
  private static final class Connections implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "HttpConnection");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("send").takes(2).takes(0, PREFIX + "api.Request"),
          SendOnConnection.class.getName());
    }
  }

  private static final class Notifiers implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "ResponseNotifier");
    }

    /** Which listeners get a response's content is told last since Jetty 9.4.12. */
    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named(
                  "notifyBegin", "notifyHeaders", "notifyContent", "notifySuccess", "notifyFailure")
              .takes(0, LIST)
              .takes(1, RESPONSE),
          Notify.class.getName());
      type.applyAdviceToMethod(
          Methods.named("notifyContent").takes(5).takes(0, RESPONSE), Content.class.getName());
      type.applyAdviceToMethod(
          Methods.named("notifyComplete").takes(0, LIST).takes(1, PREFIX + "api.Result"),
          Complete.class.getName());
    }
  }

  static final class Copy {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@Argument(0) Object request, @Return Object copy) {
      if (copy != null) {
        JettyCall.copied(request, copy);
      }
    }
  }

  static final class Send {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable JettyCall enter(
        @Argument(0) Request request, @Argument(1) List<Response.ResponseListener> listeners) {
      return JettyCall.send(request, listeners);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Enter @Nullable JettyCall call, @Thrown @Nullable Throwable thrown) {
      if (call != null && thrown != null) {
        call.end(thrown);
      }
    }
  }

  static final class SendOnConnection {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable JettyCall enter(@Argument(0) Request request) {
      return JettyCall.sendOnConnection(request);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Enter @Nullable JettyCall call, @Thrown @Nullable Throwable thrown) {
      if (call != null && thrown != null) {
        call.end(thrown);
      }
    }
  }

  static final class Notify {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Scope enter(@Argument(1) Response response) {
      return JettyCall.enter(response.getRequest());
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Enter @Nullable Scope scope) {
      if (scope != null) {
        scope.close();
      }
    }
  }

  static final class Content {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Scope enter(@Argument(0) Response response) {
      return JettyCall.enter(response.getRequest());
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Enter @Nullable Scope scope) {
      if (scope != null) {
        scope.close();
      }
    }
  }

  static final class Complete {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Scope enter(@Argument(1) Result result) {
      return JettyCall.enter(result.getRequest());
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Enter @Nullable Scope scope) {
      if (scope != null) {
        scope.close();
      }
    }
  }
}
