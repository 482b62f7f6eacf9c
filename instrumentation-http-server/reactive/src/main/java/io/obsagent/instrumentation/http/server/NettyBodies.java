/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

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
import reactor.netty.http.server.HttpServerResponse;

/**
 * Sees the bodies of one request and its response as they pass, of which rules read. It stands
 * before the application's handler until the response has ended; nothing that passes is changed.
 */
final class NettyBodies extends ChannelDuplexHandler {
  private static final String NAME = "obs-bodies";

  private final HttpServerResponse response;
  private final HttpCapture capture;

  NettyBodies(HttpServerResponse response, HttpCapture capture) {
    this.response = response;
    this.capture = capture;
  }

  /** Looks at the bodies of the request that a connection serves now. */
  static void watch(Channel channel, NettyBodies bodies) {
    forget(channel);
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get(NettyPipeline.ReactiveBridge) != null) {
      pipeline.addBefore(NettyPipeline.ReactiveBridge, NAME, bodies);
    }
  }

  /** Looks no more. */
  static void forget(Channel channel) {
    if (channel.pipeline().get(NAME) != null) {
      channel.pipeline().remove(NAME);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    ByteBuf content = capture.readsRequest() ? content(message) : null;
    if (content != null) {
      capture.requestBody(content.nioBuffer());
    }
    if (message instanceof LastHttpContent) {
      capture.requestEnd();
    }
    super.channelRead(context, message);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    ByteBuf content = capture.readsResponse() ? content(message) : null;
    if (content != null) {
      capture.response(response, ReactorNettyExchange.RESPONSES);
      capture.responseBody(content.nioBuffer());
    }
    super.write(context, message, promise);
  }

  private static @Nullable ByteBuf content(Object message) {
    ByteBuf content =
        message instanceof ByteBufHolder
            ? ((ByteBufHolder) message).content()
            : message instanceof ByteBuf ? (ByteBuf) message : null;
    return content != null && content.isReadable() ? content : null;
  }
}
