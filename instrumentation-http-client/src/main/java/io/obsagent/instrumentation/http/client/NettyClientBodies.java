/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.LastHttpContent;
import io.obsagent.core.http.HttpCapture;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Sees the bodies of one request and its response as they pass, where somebody looks at them: it is
 * put beside the client's own handler and goes with the end of the response. Nothing that passes is
 * changed.
 */
final class NettyClientBodies extends ChannelDuplexHandler {
  private static final String NAME = "obs-client-bodies";

  private final @Nullable HttpCapture capture;
  private @Nullable BodyTap tap;

  private NettyClientBodies(@Nullable HttpCapture capture) {
    this.capture = capture;
  }

  /** Looks at the bodies of the request that is next on a connection. */
  static void watch(Channel channel, @Nullable HttpCapture capture) {
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get(NAME) != null) {
      pipeline.remove(NAME);
    }
    if (pipeline.get(NettyPipeline.ReactiveBridge) != null) {
      pipeline.addBefore(NettyPipeline.ReactiveBridge, NAME, new NettyClientBodies(capture));
    }
  }

  /** Says who looks at the body of the response whose head came on a connection. */
  static void tap(Channel channel, BodyTap tap) {
    NettyClientBodies bodies = channel.pipeline().get(NettyClientBodies.class);
    if (bodies == null) {
      tap.end();
    } else {
      bodies.tap = tap;
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    ByteBuf content = capture == null ? null : content(message);
    if (capture != null && content != null) {
      capture.requestBody(content.nioBuffer());
    }
    if (capture != null && message instanceof LastHttpContent) {
      capture.requestEnd();
    }
    super.write(context, message, promise);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    ByteBuf content = tap == null ? null : content(message);
    if (tap != null && content != null) {
      tap.add(content.nioBuffer());
    }
    if (message instanceof LastHttpContent) {
      endBody();
      context.pipeline().remove(this);
    }
    super.channelRead(context, message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    endBody();
    super.channelInactive(context);
  }

  private void endBody() {
    if (tap != null) {
      tap.end();
    }
  }

  private static @Nullable ByteBuf content(Object message) {
    ByteBuf content =
        message instanceof ByteBufHolder
            ? ((ByteBufHolder) message).content()
            : message instanceof ByteBuf ? (ByteBuf) message : null;
    return content != null && content.isReadable() ? content : null;
  }
}
