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
import java.util.Collections;
import java.util.List;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Jetty 10 and later: the core below its own API, {@code javax} and {@code jakarta} endpoints,
 * Spring's and Javalin's handlers. Sessions of clients do not count.
 */
public final class JettyWebSocketInstrumentation extends InstrumentationModule
    implements TypeInstrumentation, OnDemand {
  private static final String CALLBACK = "org.eclipse.jetty.util.Callback";
  private static final String FRAME = "org.eclipse.jetty.websocket.core.Frame";

  public JettyWebSocketInstrumentation() {
    super("jetty-websocket", "websocket");
  }

  @Override
  public String demandedBy() {
    return "websocket.open,websocket.close,websocket.message";
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Collections.<TypeInstrumentation>singletonList(this);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return Types.named(
        "org.eclipse.jetty.websocket.core.internal.WebSocketCoreSession",
        "org.eclipse.jetty.websocket.core.WebSocketCoreSession");
  }

  @Override
  public void transform(TypeTransformer type) {
    type.applyAdviceToMethod(Methods.named("onOpen").takes(0), Open.class.getName());
    type.applyAdviceToMethod(
        Methods.named("closeConnection").takes(2).takes(1, CALLBACK), Close.class.getName());
    type.applyAdviceToMethod(
        Methods.named("onFrame").takes(2).takes(0, FRAME), Receive.class.getName());
    type.applyAdviceToMethod(
        Methods.named("sendFrame").takes(3).takes(0, FRAME), Send.class.getName());
    type.applyAdviceToMethod(
        Methods.named("sendFrame")
            .takes(1)
            .takes(0, "org.eclipse.jetty.websocket.core.OutgoingEntry"),
        SendEntry.class.getName());
  }

  /** What the advice has in common. */
  static final class Jetty {
    static final String NAME = "jetty";
    static final PathStep CODE = new PathStep("code");
    static final PathStep FRAME_OF_ENTRY = new PathStep("frame");
    private static final PathStep BEHAVIOR = new PathStep("behavior");

    /** The bit that ends a message, three that extensions use, and the operation. */
    private static final PathStep FIN_AND_OPERATION = new PathStep("finRsvOp");

    private static final int FIN = 0x80;
    private static final int OPERATION = 0x0F;
    private static final int BINARY = 2;

    private Jetty() {}

    static boolean isServer(Object session) {
      Object behavior = BEHAVIOR.read(session);
      return behavior instanceof Enum && ((Enum<?>) behavior).name().equals("SERVER");
    }

    /** Tells of the message whose last frame this is. */
    static void message(Object session, @Nullable Object frame, String direction) {
      Object bits = FIN_AND_OPERATION.read(frame);
      if (bits instanceof Byte
          && ((Byte) bits & FIN) != 0
          && ((Byte) bits & OPERATION) <= BINARY
          && isServer(session)) {
        WebSocket.message(direction, NAME);
      }
    }
  }

  static final class Open {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void opened(@This Object session) {
      if (Jetty.isServer(session)) {
        WebSocket.opened(session, Jetty.NAME);
      }
    }
  }

  static final class Close {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void closed(@This Object session, @Argument(0) @Nullable Object status) {
      WebSocket.closed(session, Jetty.CODE.read(status));
    }
  }

  static final class Receive {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void came(@This Object session, @Argument(0) @Nullable Object frame) {
      Jetty.message(session, frame, "in");
    }
  }

  static final class Send {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void sent(@This Object session, @Argument(0) @Nullable Object frame) {
      Jetty.message(session, frame, "out");
    }
  }

  /** Jetty 12.1 and later. */
  static final class SendEntry {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void sent(@This Object session, @Argument(0) @Nullable Object entry) {
      Jetty.message(session, Jetty.FRAME_OF_ENTRY.read(entry), "out");
    }
  }
}
