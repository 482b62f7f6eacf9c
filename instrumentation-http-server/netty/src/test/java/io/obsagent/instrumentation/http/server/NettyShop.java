/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.obsagent.testing.Agent;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An application straight on Netty, of one connection. */
final class NettyShop extends SimpleChannelInboundHandler<Object> {
  private HttpRequest request;
  private int asked;
  private int waiting;

  @Override
  protected void channelRead0(ChannelHandlerContext context, Object message) throws Exception {
    if (message instanceof WebSocketFrame) {
      context.writeAndFlush(new TextWebSocketFrame("heard"));
      return;
    }
    if (((HttpObject) message).decoderResult().isFailure()) {
      answer(context, 400, "");
      return;
    }
    if (message instanceof HttpRequest head) {
      request = head;
      asked = 0;
      if (HttpUtil.is100ContinueExpected(head)) {
        context.writeAndFlush(
            new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
      }
    }
    if (message instanceof HttpContent content) {
      asked += content.content().readableBytes();
    }
    if (message instanceof LastHttpContent) {
      serve(context, request.uri());
    }
  }

  private void serve(ChannelHandlerContext context, String uri) throws Exception {
    String path = uri.indexOf('?') < 0 ? uri : uri.substring(0, uri.indexOf('?'));
    switch (path) {
      case "/later" -> later(context);
      case "/parts" -> {
        begin(context);
        context.write(new DefaultHttpContent(bytes("one")), context.voidPromise());
        context.write(new DefaultHttpContent(bytes("two")), context.voidPromise());
        context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, context.voidPromise());
      }
      case "/begun" -> {
        begin(context);
        context.writeAndFlush(new DefaultHttpContent(bytes("one")));
      }
      case "/echo" -> {
        Agent.work("work").run();
        answer(context, 200, "{\"asked\": " + asked + ", \"id\": \"i1\"}");
      }
      case "/wait" -> waiting++;
      case "/release" -> {
        for (int i = 0; i <= waiting; i++) {
          answer(context, 201 + i, "");
        }
      }
      case "/unavailable" -> answer(context, 503, "");
      case "/thrown" -> throw new IllegalStateException("not caught");
      case "/socket" -> socket(context);
      default -> {
        Agent.work("work").run();
        answer(
            context,
            200,
            request.method().equals(HttpMethod.HEAD)
                ? ""
                : path.substring(path.lastIndexOf('/') + 1));
      }
    }
  }

  private static void later(ChannelHandlerContext context) {
    ExecutorService threads = Executors.newSingleThreadExecutor();
    threads.execute(
        () -> {
          Agent.work("work").run();
          answer(context, 200, "later");
        });
    threads.shutdown();
  }

  private static void begin(ChannelHandlerContext context) {
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    head.headers().set("Transfer-Encoding", "chunked");
    context.write(head);
  }

  private static void answer(ChannelHandlerContext context, int status, String body) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), bytes(body));
    response
        .headers()
        .set("Content-Length", String.valueOf(body.length()))
        .set("Content-Type", "application/json")
        .set("X-By", "echo");
    context.writeAndFlush(response);
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }

  private void socket(ChannelHandlerContext context) {
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory("ws://localhost/socket", null, false)
            .newHandshaker(request);
    FullHttpRequest whole =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, request.uri());
    whole.headers().set(request.headers());
    handshaker.handshake(context.channel(), whole);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
    context.close();
  }
}
