/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.websocket;

import io.obsagent.core.method.PathStep;
import io.obsagent.core.vocabulary.WebSocket;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.OnDemand;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice.AllArguments;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.asm.Advice.Thrown;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat 8.5 and later, with {@code javax} and {@code jakarta} alike: the sessions and frames below
 * all endpoints, Spring's included. Those of clients do not count.
 */
public final class TomcatWebSocketInstrumentation extends InstrumentationModule
    implements OnDemand {
  private static final String PREFIX = "org.apache.tomcat.websocket.";

  public TomcatWebSocketInstrumentation() {
    super("tomcat-websocket", "websocket");
  }

  @Override
  public String demandedBy() {
    return "websocket.open,websocket.close,websocket.message";
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Sessions(), new Frames(), new Remotes());
  }

  /** Sessions open as they are made, and tell their endpoint of their end once. */
  static final class Sessions implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "WsSession");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.constructors(), Open.class.getName());
      type.applyAdviceToMethod(
          Methods.named("fireEndpointOnClose").takes(1), Close.class.getName());
    }
  }

  /** What comes from clients; to clients too. */
  static final class Frames implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "WsFrameBase");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("sendMessageText").takes(1).takes(0, "boolean"), Text.class.getName());
      type.applyAdviceToMethod(
          Methods.named("sendMessageBinary").takes(2).takes(1, "boolean"), Binary.class.getName());
    }
  }

  /** What is sent, by clients too. */
  static final class Remotes implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "WsRemoteEndpointImplBase");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("sendMessageBlock").takes(4).takes(0, "byte").takes(2, "boolean"),
          Send.class.getName());
      type.applyAdviceToMethod(
          Methods.named("startMessage").takes(4).takes(0, "byte").takes(2, "boolean"),
          Send.class.getName());
    }
  }

  /** What the advice has in common. */
  static final class Tomcat {
    static final String NAME = "tomcat";
    static final PathStep CLOSE_CODE = new PathStep("closeCode");
    static final PathStep CODE = new PathStep("code");
    private static final String SERVER = PREFIX + "server.WsRemoteEndpointImplServer";
    private static final String SERVERS_FRAME = PREFIX + "server.WsFrameServer";

    private Tomcat() {}

    static boolean isServer(@Nullable Object remote) {
      return remote != null && remote.getClass().getName().equals(SERVER);
    }

    static void came(Object frame, boolean last) {
      if (last && frame.getClass().getName().equals(SERVERS_FRAME)) {
        WebSocket.message("in", NAME);
      }
    }
  }

  static final class Open {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void opened(@This Object session, @AllArguments Object[] arguments) {
      for (Object argument : arguments) {
        if (Tomcat.isServer(argument)) {
          WebSocket.opened(session, Tomcat.NAME);
          return;
        }
      }
    }
  }

  static final class Close {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void closed(@This Object session, @Argument(0) @Nullable Object reason) {
      WebSocket.closed(session, Tomcat.CODE.read(Tomcat.CLOSE_CODE.read(reason)));
    }
  }

  static final class Text {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void came(@This Object frame, @Argument(0) boolean last) {
      Tomcat.came(frame, last);
    }
  }

  static final class Binary {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void came(@This Object frame, @Argument(1) boolean last) {
      Tomcat.came(frame, last);
    }
  }

  static final class Send {
    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void sent(
        @This Object remote,
        @Argument(0) byte operation,
        @Argument(2) boolean last,
        @Thrown @Nullable Throwable error) {
      if (last && operation >= 0 && operation <= 2 && error == null && Tomcat.isServer(remote)) {
        WebSocket.message("out", Tomcat.NAME);
      }
    }
  }
}
