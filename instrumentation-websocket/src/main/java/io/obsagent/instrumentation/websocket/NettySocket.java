/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.websocket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.obsagent.bootstrap.Dispatch;
import io.obsagent.bootstrap.State;
import io.obsagent.core.vocabulary.WebSocket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sees the frames of one connection pass, behind Netty's own codec for them, from its handshake to
 * its close. Nothing that passes is changed. Used by the connection's thread alone.
 */
final class NettySocket extends ChannelDuplexHandler implements ChannelFutureListener {
  private static final String SYSTEM = "netty";
  private static final String NAME = "obs-websocket";

  /** The names that a handshake gives, in an order that differs. */
  private static final String DECODER = "wsdecoder";

  private static final String ENCODER = "wsencoder";

  /** By the connection: whether its handshake is waited for. */
  private static final State<Boolean> EXPECTED = new State<>();

  private final Channel channel;
  private int code;

  private NettySocket(Channel channel) {
    this.channel = channel;
  }

  /** Waits for the end of a connection's handshake; nothing happens the second time. */
  static void expect(Channel channel, @Nullable ChannelFuture handshake) {
    if (handshake != null && EXPECTED.get(channel) == null) {
      EXPECTED.set(channel, true);
      handshake.addListener(new NettySocket(channel));
    }
  }

  /** The end of the handshake, and later that of the connection. */
  @Override
  public void operationComplete(ChannelFuture future) {
    if (future == channel.closeFuture()) {
      WebSocket.closed(channel, code > 0 ? (Object) code : null);
    } else if (future.isSuccess()) {
      WebSocket.opened(channel, SYSTEM);
      List<String> names = channel.pipeline().names();
      int codec = Math.max(names.indexOf(DECODER), names.indexOf(ENCODER));
      if (codec >= 0) {
        channel.pipeline().addAfter(names.get(codec), NAME, this);
      }
      channel.closeFuture().addListener(this);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    passes(message, "in");
    super.channelRead(context, message);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    passes(message, "out");
    super.write(context, message, promise);
  }

  /** What fails here must not reach the application's handlers. */
  private void passes(Object message, String direction) {
    try {
      count(message, direction);
    } catch (Throwable e) {
      Dispatch.failed(e, NettySocket.class.getName());
    }
  }

  private void count(Object message, String direction) {
    if (message instanceof CloseWebSocketFrame) {
      int status = ((CloseWebSocketFrame) message).statusCode();
      code = code > 0 ? code : status;
    } else if (message instanceof WebSocketFrame
        && ((WebSocketFrame) message).isFinalFragment()
        && (message instanceof TextWebSocketFrame
            || message instanceof BinaryWebSocketFrame
            || message instanceof ContinuationWebSocketFrame)) {
      WebSocket.message(direction, SYSTEM);
    }
  }
}
