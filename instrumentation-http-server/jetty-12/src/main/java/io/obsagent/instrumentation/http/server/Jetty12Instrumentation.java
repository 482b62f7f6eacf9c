/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.core.http.HttpActive;
import io.obsagent.core.http.HttpWants;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.SharedName;
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
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.session.DefaultSessionCache;
import org.jspecify.annotations.Nullable;

/**
 * Jetty 12, with or without servlets of any namespace: an operation starts as the request is made,
 * which Jetty does for unreadable ones too, and ends when the request's stream does. Servlets of
 * asynchronous requests are handled again by a channel of the servlet environment.
 */
public final class Jetty12Instrumentation extends InstrumentationModule {
  private static final String CONNECTION = "org.eclipse.jetty.server.internal.HttpConnection";

  /** Made by the list of modules. */
  public Jetty12Instrumentation() {
    super("jetty-12", "jetty", "http-server");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(
        new Requests(), new Upgrades(), new Server(), new ServletChannel(), new Sessions());
  }

  private static final class Requests implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.eclipse.jetty.server.internal.HttpChannelState$ChannelRequest");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.constructors().takes(2), Made.class.getName());
      type.applyAdviceToMethod(Methods.named("read").takes(0), Read.class.getName());
    }
  }

  /** Requests that change to HTTP/2, which another channel serves. */
  private static final class Upgrades implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(CONNECTION);
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("upgrade").takes(1).takes(0, CONNECTION + "$HttpStreamOverHTTP1"),
          Upgrade.class.getName());
    }
  }

  private static final class Server implements TypeInstrumentation, SharedName {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.eclipse.jetty.server.Server");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("handle").takes(3).takes(0, "org.eclipse.jetty.server.Request"),
          Handle.class.getName());
    }
  }

  private static final class ServletChannel implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          "org.eclipse.jetty.ee8.nested.HttpChannel",
          "org.eclipse.jetty.ee9.nested.HttpChannel",
          "org.eclipse.jetty.ee10.servlet.ServletChannel",
          "org.eclipse.jetty.ee11.servlet.ServletChannel");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("handle").takes(0), ChannelTurn.class.getName());
      type.applyAdviceToMethod(
          Methods.named("handleException", "abort").takes(1).takes(0, "java.lang.Throwable"),
          Failure.class.getName());
    }
  }

  private static final class Sessions implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.eclipse.jetty.session.DefaultSessionCache");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.constructors(), SessionsMade.class.getName());
    }
  }

  static final class SessionsMade {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@Advice.This DefaultSessionCache cache) {
      HttpSessions.observe(cache, new Jetty12Sessions(cache));
    }
  }

  static final class Made {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@Advice.This Request request) {
      Jetty12Exchange.start(request);
    }
  }

  static final class Read {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@Advice.This Request request, @Advice.Return Content.@Nullable Chunk chunk) {
      if (HttpWants.SERVED.any()) {
        Jetty12Exchange.read(request, chunk);
      }
    }
  }

  /** Nothing is told of an operation once another one is of the same request. */
  static final class Upgrade {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Object enter(@Advice.This HttpConnection connection) {
      Operation operation = Jetty12Exchange.operation(connection.getHttpChannel().getRequest());
      if (operation != null) {
        HttpActive.end(operation);
      }
      return operation;
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Advice.Enter @Nullable Object operation, @Advice.Return boolean upgraded) {
      if (!upgraded && operation != null) {
        HttpActive.begin((Operation) operation);
      }
    }
  }

  static final class Handle {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Object enter(@Advice.Argument(0) Request request) {
      return Jetty12Exchange.enter(request);
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter @Nullable Object turn, @Advice.Thrown @Nullable Throwable thrown) {
      if (turn != null) {
        ServedRequest.failed(((Turn) turn).operation, thrown);
        ((Turn) turn).end();
      }
    }
  }

  static final class ChannelTurn {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Object enter(@Advice.This Object channel) {
      return Jetty12Channels.enter(channel);
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Advice.Enter @Nullable Object turn) {
      if (turn != null) {
        ((Turn) turn).end();
      }
    }
  }

  static final class Failure {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(
        @Advice.This Object channel, @Advice.Argument(0) @Nullable Throwable failure) {
      Jetty12Channels.failed(channel, failure);
    }
  }
}
