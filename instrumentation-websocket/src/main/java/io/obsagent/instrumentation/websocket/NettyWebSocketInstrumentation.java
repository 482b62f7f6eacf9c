/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.websocket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.OnDemand;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Collections;
import java.util.List;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Netty 4.1 and 4.2: the connections on which a server's handshake succeeds, of Reactor Netty and
 * so of WebFlux, and of applications straight on Netty.
 */
public final class NettyWebSocketInstrumentation extends InstrumentationModule
    implements TypeInstrumentation, OnDemand {
  private static final String CHANNEL = "io.netty.channel.Channel";
  private static final String HTTP = "io.netty.handler.codec.http.";

  public NettyWebSocketInstrumentation() {
    super("netty-websocket", "websocket");
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
    return Types.named(HTTP + "websocketx.WebSocketServerHandshaker");
  }

  @Override
  public void transform(TypeTransformer type) {
    String full = HTTP + "FullHttpRequest";
    type.applyAdviceToMethod(
        Methods.named("handshake").takes(4).takes(0, CHANNEL).takes(1, full),
        Handshake.class.getName());
    // What all go through in newer versions.
    type.applyAdviceToMethod(
        Methods.named("handshake0").takes(5).takes(1, CHANNEL).takes(2, full),
        NewerHandshake.class.getName());
  }

  static final class Handshake {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void shakes(@Argument(0) Channel channel, @Return @Nullable ChannelFuture handshake) {
      NettySocket.expect(channel, handshake);
    }
  }

  static final class NewerHandshake {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void shakes(@Argument(1) Channel channel, @Return @Nullable ChannelFuture handshake) {
      NettySocket.expect(channel, handshake);
    }
  }
}
