/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.EventExecutor;
import io.obsagent.bootstrap.Dispatch;
import io.obsagent.bootstrap.State;
import io.obsagent.core.http.HttpActive;
import io.obsagent.core.http.HttpCapture;
import io.obsagent.core.method.PathStep;
import io.obsagent.core.operation.Operation;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sees the requests and responses of one connection, or of one stream of HTTP/2, pass, between
 * Netty's codec and the handlers behind it: while they handle what came of a request, its operation
 * is current; it ends as the last part of its response is written, or the connection closes.
 * Nothing that passes is changed. Used by the connection's thread alone.
 */
final class NettyConnection extends ChannelDuplexHandler {
  private static final String NAME = "obs-http";
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final String HTTP_2 = "h2c";

  /** How many requests may wait for their responses; those after them are not seen. */
  private static final int MOST_WAITING = 256;

  /** The codecs and what is behind them have such names in Reactor Netty. */
  private static final String REACTORS = "reactor.";

  /** What its servers have behind a codec without such a name. */
  private static final String REACTORS_TRAFFIC = "reactor.left.httpTrafficHandler";

  private static final PathStep IS_SERVER = new PathStep("isServer");

  /** By the decoder: whether it has been looked at. */
  private static final State<Boolean> LOOKED_AT = new State<>();

  static final ResponseReader<HttpResponse> RESPONSES = new Responses();

  private final boolean isSecure;

  /** Requests without a whole response, in the order in which they came. */
  private final ArrayDeque<Operation> waiting = new ArrayDeque<>(2);

  /** How many more wait, and are not seen. */
  private int unseen;

  /** The request that is being read. */
  private @Nullable Operation reading;

  /** The status of the response that is being written; 0 between two. */
  private int status;

  /** Whether what is being written is a response that another one follows. */
  private boolean isInterim;

  private NettyConnection(boolean isSecure) {
    this.isSecure = isSecure;
  }

  private static final class Responses extends ResponseReader<HttpResponse> {
    @Override
    @Nullable String header(HttpResponse response, String name) {
      return response.headers().get(name);
    }
  }

  /** Looks at the connection of a decoder of requests; nothing happens the second time. */
  static void watch(Object decoder, ChannelHandlerContext context) {
    if (!(decoder instanceof HttpRequestDecoder) || LOOKED_AT.get(decoder) != null) {
      return;
    }
    LOOKED_AT.set(decoder, true);
    ChannelPipeline pipeline = context.pipeline();
    ChannelHandlerContext codec = codec(context);
    if (codec == null
        || codec.name().startsWith(REACTORS)
        || pipeline.get(REACTORS_TRAFFIC) != null
        || context.channel() instanceof EmbeddedChannel) {
      return;
    }
    if (pipeline.get(NAME) != null) {
      pipeline.remove(NAME);
    }
    watch(codec, isSecure(pipeline));
  }

  /**
   * Looks at a stream of HTTP/2, a channel of its own on its connection; nothing happens the second
   * time, nor for a stream of a client.
   */
  static void watchStream(Object codec, ChannelHandlerContext context) {
    Channel connection = context.channel().parent();
    if (connection != null
        && !context.name().startsWith(REACTORS)
        && context.pipeline().get(NAME) == null
        && Boolean.TRUE.equals(IS_SERVER.read(codec))) {
      watch(context, isSecure(connection.pipeline()));
    }
  }

  private static void watch(ChannelHandlerContext codec, boolean isSecure) {
    put(codec, NAME, new NettyConnection(isSecure));
  }

  /** Puts a handler behind a codec, on the same thread. */
  static void put(ChannelHandlerContext codec, String name, ChannelHandler handler) {
    EventExecutor executor = codec.executor();
    codec
        .pipeline()
        .addAfter(
            executor == codec.channel().eventLoop() ? null : executor, codec.name(), name, handler);
  }

  /**
   * The decoder or the encoder of responses, whichever comes later; null where there is but one.
   */
  private static @Nullable ChannelHandlerContext codec(ChannelHandlerContext decoder) {
    if (decoder.handler() instanceof ChannelOutboundHandler) {
      return decoder;
    }
    ChannelHandlerContext encoder = decoder.pipeline().context(HttpResponseEncoder.class);
    if (encoder == null) {
      return null;
    }
    List<String> names = decoder.pipeline().names();
    return names.indexOf(encoder.name()) > names.indexOf(decoder.name()) ? encoder : decoder;
  }

  /** The handler of TLS is of a library that need not be there. */
  static boolean isSecure(ChannelPipeline pipeline) {
    for (Map.Entry<String, ChannelHandler> handler : pipeline) {
      for (Class<?> type = handler.getValue().getClass();
          type != null;
          type = type.getSuperclass()) {
        if (type.getName().equals("io.netty.handler.ssl.SslHandler")) {
          return true;
        }
      }
    }
    return false;
  }

  // ---- requests ----

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    Turn turn = message instanceof HttpObject ? came(context, (HttpObject) message) : null;
    try {
      super.channelRead(context, message);
    } finally {
      if (turn != null) {
        turn.end();
      }
    }
  }

  /** Begins the turn of a request of which a part came; null when there is none. */
  private @Nullable Turn came(ChannelHandlerContext context, HttpObject message) {
    try {
      if (message instanceof HttpRequest) {
        reading = begin(new NettyRequest((HttpRequest) message, context.channel(), isSecure));
      }
      Operation operation = reading;
      HttpCapture capture = HttpCapture.served(operation);
      if (capture != null && message instanceof HttpContent && capture.readsRequest()) {
        ByteBuf content = ((HttpContent) message).content();
        if (content.isReadable()) {
          capture.requestBody(content.nioBuffer());
        }
      }
      if (message instanceof LastHttpContent) {
        reading = null;
        if (capture != null) {
          capture.requestEnd();
        }
      }
      return Turn.resume(operation);
    } catch (Throwable e) {
      Dispatch.failed(e, NettyConnection.class.getName());
      return null;
    }
  }

  private @Nullable Operation begin(NettyRequest request) {
    if (unseen > 0 || waiting.size() == MOST_WAITING) {
      unseen++;
      return null;
    }
    Operation operation = ServedRequest.start(request, NettyRequest.READER);
    ServedRequest.target(operation, request, NettyRequest.READER);
    waiting.add(operation);
    return operation;
  }

  // ---- responses ----

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    super.write(
        context,
        message,
        message instanceof HttpObject ? goes(context, (HttpObject) message, promise) : promise);
  }

  /** Takes note of a part of a response; gives the promise to write it with. */
  private ChannelPromise goes(
      ChannelHandlerContext context, HttpObject message, ChannelPromise promise) {
    try {
      if (message instanceof HttpResponse) {
        head((HttpResponse) message);
      }
      HttpCapture capture = isInterim ? null : HttpCapture.served(waiting.peek());
      if (capture != null && message instanceof HttpContent && capture.readsResponse()) {
        ByteBuf content = ((HttpContent) message).content();
        if (content.isReadable()) {
          capture.responseBody(content.nioBuffer());
        }
      }
      if (!(message instanceof LastHttpContent)) {
        return promise;
      }
      if (isInterim) {
        isInterim = false;
        return promise;
      }
      return last(context, promise);
    } catch (Throwable e) {
      Dispatch.failed(e, NettyConnection.class.getName());
      return promise;
    }
  }

  private void head(HttpResponse response) {
    int code = response.status().code();
    isInterim = code < 200 && code != SWITCHING_PROTOCOLS;
    Operation operation = waiting.peek();
    if (operation == null || isInterim) {
      return;
    }
    if (code == SWITCHING_PROTOCOLS && HTTP_2.equals(response.headers().get("Upgrade"))) {
      // The request goes on as a stream, which has an operation of its own.
      HttpActive.end(waiting.remove());
      return;
    }
    status = code;
    ServedRequest.responded(operation, response, RESPONSES);
  }

  private ChannelPromise last(ChannelHandlerContext context, ChannelPromise promise) {
    Operation operation = waiting.poll();
    int answered = status;
    status = 0;
    if (operation == null) {
      unseen = Math.max(0, unseen - 1);
      return promise;
    }
    ChannelPromise told = promise.unvoid();
    told.addListener(new Written(context, operation, answered));
    return told;
  }

  /** Hears that a response was written, or could not be. */
  private static final class Written implements ChannelFutureListener {
    private final ChannelHandlerContext context;
    private final Operation operation;
    private final int status;

    Written(ChannelHandlerContext context, Operation operation, int status) {
      this.context = context;
      this.operation = operation;
      this.status = status;
    }

    @Override
    public void operationComplete(ChannelFuture written) {
      ServedRequest.failed(operation, written.cause());
      ServedRequest.end(operation, status);
      if (status == SWITCHING_PROTOCOLS && !context.isRemoved()) {
        context.pipeline().remove(context.handler());
      }
    }
  }

  // ---- ends ----

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    end();
    super.channelInactive(context);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    end();
  }

  /** Ends what waits for a response that will not come, or not here. */
  private void end() {
    for (Operation operation = waiting.poll(); operation != null; operation = waiting.poll()) {
      ServedRequest.end(operation, status);
      status = 0;
    }
  }
}
