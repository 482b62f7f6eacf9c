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
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Tyrus 1.9 and later, with {@code javax} and {@code jakarta} alike, in whatever container: the
 * sockets below all endpoints. Those of clients do not count.
 */
public final class TyrusWebSocketInstrumentation extends InstrumentationModule implements OnDemand {
  private static final String PREFIX = "org.glassfish.tyrus.core.";

  public TyrusWebSocketInstrumentation() {
    super("tyrus-websocket", "websocket");
  }

  @Override
  public String demandedBy() {
    return "websocket.open,websocket.close,websocket.message";
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Sockets(), new Protocol());
  }

  static final class Sockets implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "TyrusWebSocket");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("onConnect").takes(5), Open.class.getName());
      type.applyAdviceToMethod(Methods.named("onClose").takes(1), Close.class.getName());
      type.applyAdviceToMethod(Methods.named("onMessage").takes(1), Receive.class.getName());
      type.applyAdviceToMethod(
          Methods.named("onFragment").takes(2).takes(1, "boolean"), ReceivePart.class.getName());
    }
  }

  /** What sends frames. */
  static final class Protocol implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "ProtocolHandler");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("send")
              .takes(0, PREFIX + "frame.TyrusFrame")
              .takes(1, "org.glassfish.tyrus.spi.CompletionHandler"),
          Send.class.getName());
    }
  }

  /** What the advice has in common. */
  static final class Tyrus {
    static final String NAME = "tyrus";
    static final PathStep REASON = new PathStep("closeReason");
    static final PathStep CLOSE_CODE = new PathStep("closeCode");
    static final PathStep CODE = new PathStep("code");
    static final PathStep FIN = new PathStep("fin");
    static final PathStep OPERATION = new PathStep("opcode");
    static final int BINARY = 2;
    private static final PathStep PROTOCOL = new PathStep("protocolHandler");
    private static final PathStep CLIENT = new PathStep("client");

    private Tyrus() {}

    static boolean isServer(Object socket) {
      return isServersProtocol(PROTOCOL.read(socket));
    }

    static boolean isServersProtocol(@Nullable Object protocol) {
      return Boolean.FALSE.equals(CLIENT.read(protocol));
    }

    static void came(Object socket) {
      if (isServer(socket)) {
        WebSocket.message("in", NAME);
      }
    }
  }

  static final class Open {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void opened(@This Object socket) {
      if (Tyrus.isServer(socket)) {
        WebSocket.opened(socket, Tyrus.NAME);
      }
    }
  }

  static final class Close {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void closed(@This Object socket, @Argument(0) @Nullable Object frame) {
      Object code = Tyrus.CLOSE_CODE.read(Tyrus.REASON.read(frame));
      WebSocket.closed(socket, Tyrus.CODE.read(code));
    }
  }

  static final class Receive {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void came(@This Object socket) {
      Tyrus.came(socket);
    }
  }

  static final class ReceivePart {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void came(@This Object socket, @Argument(1) boolean last) {
      if (last) {
        Tyrus.came(socket);
      }
    }
  }

  static final class Send {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void sent(@This Object protocol, @Argument(0) @Nullable Object frame) {
      Object operation = Tyrus.OPERATION.read(frame);
      if (operation instanceof Byte
          && (Byte) operation >= 0
          && (Byte) operation <= Tyrus.BINARY
          && Boolean.TRUE.equals(Tyrus.FIN.read(frame))
          && Tyrus.isServersProtocol(protocol)) {
        WebSocket.message("out", Tyrus.NAME);
      }
    }
  }
}
