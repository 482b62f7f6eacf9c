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
import io.undertow.websockets.core.WebSocketChannel;
import java.util.Collections;
import java.util.List;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;

/**
 * Undertow 2: the channels below its own handlers and below {@code javax} and {@code jakarta}
 * endpoints, Spring's included. Those of clients do not count.
 */
public final class UndertowWebSocketInstrumentation extends InstrumentationModule
    implements TypeInstrumentation, OnDemand {
  private static final String PREFIX = "io.undertow.websockets.core.";

  public UndertowWebSocketInstrumentation() {
    super("undertow-websocket", "websocket");
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
    return Types.named(PREFIX + "WebSocketChannel");
  }

  @Override
  public void transform(TypeTransformer type) {
    type.applyAdviceToMethod(Methods.constructors(), Open.class.getName());
    type.applyAdviceToMethod(
        Methods.named("createChannel").takes(2).returns(PREFIX + "StreamSourceFrameChannel"),
        Receive.class.getName());
    type.applyAdviceToMethod(
        Methods.named("send").takes(1).takes(0, PREFIX + "WebSocketFrameType"),
        Send.class.getName());
  }

  /** What the advice has in common. */
  static final class Channels {
    static final String NAME = "undertow";
    private static final PathStep TYPE = new PathStep("type");

    private Channels() {}

    /** Tells of a message that begins; the frames that follow the first belong to it. */
    static void message(WebSocketChannel channel, @Nullable Object type, String direction) {
      String name = type instanceof Enum ? ((Enum<?>) type).name() : "";
      if (!channel.isClient() && (name.equals("TEXT") || name.equals("BINARY"))) {
        WebSocket.message(direction, NAME);
      }
    }
  }

  /** Told by a channel that its end has come. */
  private static final class Closed implements ChannelListener<WebSocketChannel> {
    static final Closed LISTENER = new Closed();

    @Override
    public void handleEvent(WebSocketChannel channel) {
      int code = channel.getCloseCode();
      WebSocket.closed(channel, code > 0 ? (Object) code : null);
    }
  }

  static final class Open {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void opened(@This WebSocketChannel channel) {
      if (!channel.isClient()) {
        WebSocket.opened(channel, Channels.NAME);
        channel.addCloseTask(Closed.LISTENER);
      }
    }
  }

  static final class Receive {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void came(@This WebSocketChannel channel, @Return @Nullable Object message) {
      Channels.message(channel, Channels.TYPE.read(message), "in");
    }
  }

  static final class Send {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void sent(@This WebSocketChannel channel, @Argument(0) @Nullable Object type) {
      Channels.message(channel, type, "out");
    }
  }
}
