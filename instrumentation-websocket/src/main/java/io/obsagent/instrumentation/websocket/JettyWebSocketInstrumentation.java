/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.websocket;

import io.obsagent.core.method.PathStep;
import io.obsagent.core.vocabulary.WebSocket;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.OnDemand;
import io.obsagent.core.weave.SharedName;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Jetty 9.4 and later: what is below its own API, {@code javax} and {@code jakarta} endpoints,
 * Spring's and Javalin's handlers, which since Jetty 10 is one core. Sessions of clients do not
 * count.
 */
public final class JettyWebSocketInstrumentation extends InstrumentationModule implements OnDemand {
  private static final String PREFIX = "org.eclipse.jetty.websocket.";
  private static final String CALLBACK = "org.eclipse.jetty.util.Callback";
  private static final String FRAME = PREFIX + "core.Frame";
  private static final String FRAME_9 = PREFIX + "api.extensions.Frame";

  public JettyWebSocketInstrumentation() {
    super("jetty-websocket", "websocket");
  }

  @Override
  public String demandedBy() {
    return "websocket.open,websocket.close,websocket.message";
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Cores(), new Sessions(), new Parsers(), new Generators());
  }

  /** Jetty 10 and later. */
  static final class Cores implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          PREFIX + "core.internal.WebSocketCoreSession", PREFIX + "core.WebSocketCoreSession");
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
          Methods.named("sendFrame").takes(1).takes(0, PREFIX + "core.OutgoingEntry"),
          SendEntry.class.getName());
    }
  }

  /** Jetty 9.4; later ones have another class of that name. */
  static final class Sessions implements TypeInstrumentation, SharedName {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "common.WebSocketSession");
    }

    /** The status that it was closed with goes through the one method or, later, the other. */
    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("onOpened").takes(1).takes(0, "org.eclipse.jetty.io.Connection"),
          Opened.class.getName());
      type.applyAdviceToMethod(
          Methods.named("notifyClose").takes(2).takes(0, "int"), CloseStatus.class.getName());
      type.applyAdviceToMethod(
          Methods.named("callApplicationOnClose").takes(1), CloseInfo.class.getName());
    }
  }

  /** What comes, in Jetty 9.4. */
  static final class Parsers implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "common.Parser");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("notifyFrame").takes(1).takes(0, FRAME_9), Came.class.getName());
    }
  }

  /** What is sent, in Jetty 9.4: the frame that only says "flush" has no header. */
  static final class Generators implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "common.Generator");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("generateHeaderBytes").takes(2).takes(0, FRAME_9), Send.class.getName());
    }
  }

  /** What the advice has in common. */
  static final class Jetty {
    static final String NAME = "jetty";
    static final PathStep CODE = new PathStep("code");
    static final PathStep STATUS_CODE = new PathStep("statusCode");
    static final PathStep FRAME_OF_ENTRY = new PathStep("frame");
    static final PathStep POLICY = new PathStep("policy");
    private static final PathStep BEHAVIOR = new PathStep("behavior");

    /** The bit that ends a message, three that extensions use, and the operation. */
    private static final PathStep FIN_AND_OPERATION = new PathStep("finRsvOp");

    private static final int FIN = 0x80;
    private static final int OPERATION = 0x0F;
    private static final int BINARY = 2;

    private Jetty() {}

    static boolean isServer(@Nullable Object owner) {
      Object behavior = BEHAVIOR.read(owner);
      return behavior instanceof Enum && ((Enum<?>) behavior).name().equals("SERVER");
    }

    /** Tells of the message whose last frame this is, unless its owner is a client. */
    static void message(@Nullable Object owner, @Nullable Object frame, String direction) {
      Object bits = FIN_AND_OPERATION.read(frame);
      if (bits instanceof Byte
          && ((Byte) bits & FIN) != 0
          && ((Byte) bits & OPERATION) <= BINARY
          && isServer(owner)) {
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
    static void sent(@This Object owner, @Argument(0) @Nullable Object frame) {
      Jetty.message(owner, frame, "out");
    }
  }

  /** Jetty 12.1 and later. */
  static final class SendEntry {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void sent(@This Object session, @Argument(0) @Nullable Object entry) {
      Jetty.message(session, Jetty.FRAME_OF_ENTRY.read(entry), "out");
    }
  }

  static final class Opened {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void opened(@This Object session) {
      if (Jetty.isServer(Jetty.POLICY.read(session))) {
        WebSocket.opened(session, Jetty.NAME);
      }
    }
  }

  static final class CloseStatus {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void closed(@This Object session, @Argument(0) int code) {
      WebSocket.closed(session, code);
    }
  }

  static final class CloseInfo {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void closed(@This Object session, @Argument(0) @Nullable Object info) {
      WebSocket.closed(session, Jetty.STATUS_CODE.read(info));
    }
  }

  static final class Came {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void came(@This Object parser, @Argument(0) @Nullable Object frame) {
      Jetty.message(Jetty.POLICY.read(parser), frame, "in");
    }
  }
}
