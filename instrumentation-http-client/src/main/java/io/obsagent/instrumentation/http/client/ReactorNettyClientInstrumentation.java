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
import reactor.core.CoreSubscriber;
import reactor.netty.Connection;

/**
 * The client of Reactor Netty 1.0 and later, alone or below Spring's {@code WebClient}: one
 * operation per subscription, with redirects and what the client sends again, until the head of the
 * response has come, it failed, or nobody waits for it any more.
 */
public final class ReactorNettyClientInstrumentation extends InstrumentationModule {
  private static final String CONNECT = "reactor.netty.http.client.HttpClientConnect$";

  /** Made by the list of modules. */
  public ReactorNettyClientInstrumentation() {
    super("reactor-netty-client", "reactor-netty", "http-client");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Exchanges(), new Handlers(), new Requests());
  }

  private static final class Exchanges implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(CONNECT + "MonoHttpConnect");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("subscribe").takes(1).takes(0, "reactor.core.CoreSubscriber"),
          Subscribe.class.getName());
    }
  }

  /** What makes the requests of one exchange; it is made as that is subscribed to. */
  private static final class Handlers implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(CONNECT + "HttpClientHandler");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.constructors().takes(1), Made.class.getName());
      type.applyAdviceToMethod(Methods.named("requestWithBody").takes(1), Sent.class.getName());
    }
  }

  /** Requests on their connection. */
  private static final class Requests implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("reactor.netty.http.client.HttpClientOperations");
    }

    /** Each request is told that, once it has its headers and before it is sent. */
    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("followRedirectPredicate").takes(1), Headed.class.getName());
    }
  }

  static final class Subscribe {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@AssignReturned.ToArguments.ToArgument(0))
    static CoreSubscriber<Connection> enter(
        @Argument(0) CoreSubscriber<? super Connection> subscriber) {
      return ReactorNettyCall.subscribing(subscriber);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit() {
      ReactorNettyCall.subscribed();
    }
  }

  static final class Made {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@This Object handler) {
      ReactorNettyCall.start(handler);
    }
  }

  static final class Sent {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@This Object handler, @Argument(0) Object request) {
      ReactorNettyCall.sent(handler, request);
    }
  }

  static final class Headed {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@This Object request) {
      ReactorNettyCall.headed(request);
    }
  }
}
