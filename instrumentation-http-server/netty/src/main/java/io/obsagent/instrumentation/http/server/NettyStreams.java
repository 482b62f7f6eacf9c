/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.obsagent.bootstrap.Dispatch;
import io.obsagent.core.http.HttpCapture;
import io.obsagent.core.operation.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sees the requests and responses of a connection of HTTP/2 pass whose streams Netty makes messages
 * of HTTP/1 of, all in the connection's own pipeline; a header has the number of the stream. While
 * handlers have a request, its operation is current; it ends as the last part of its response is
 * written, or its stream closes. Nothing that passes is changed. Used by the connection's thread
 * alone.
 */
final class NettyStreams extends ChannelDuplexHandler {
  private static final String NAME = "obs-http2";
  private static final String STREAM = "x-http2-stream-id";

  /** How many requests may wait for their responses; those after them are not seen. */
  private static final int MOST_WAITING = 1024;

  private final boolean isSecure;

  /** Requests without a whole response, by the numbers of their streams. */
  private final Map<Integer, Operation> waiting = new HashMap<>();

  /** The stream whose response is being written; 0 for none. */
  private int writing;

  /** The status of that response. */
  private int status;

  /** Whether what is being written is a response that another one follows. */
  private boolean isInterim;

  private NettyStreams(boolean isSecure) {
    this.isSecure = isSecure;
  }

  /** Looks at the connection of a server's codec; nothing happens the second time. */
  static void watch(ChannelHandlerContext codec) {
    ChannelHandler handler = codec.handler();
    if (!(handler instanceof Http2ConnectionHandler)
        || codec.pipeline().get(NAME) != null
        || codec.channel() instanceof EmbeddedChannel) {
      return;
    }
    Http2Connection connection = ((Http2ConnectionHandler) handler).connection();
    if (connection.isServer()) {
      NettyStreams streams = new NettyStreams(NettyConnection.isSecure(codec.pipeline()));
      NettyConnection.put(codec, NAME, streams);
      connection.addListener(new Closing(streams));
    }
  }

  /** Hears that a stream is closed, be it that its client gave it up. */
  private static final class Closing extends Http2ConnectionAdapter {
    private final NettyStreams streams;

    Closing(NettyStreams streams) {
      this.streams = streams;
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
      try {
        streams.closed(stream.id());
      } catch (Throwable e) {
        Dispatch.failed(e, NettyStreams.class.getName());
      }
    }
  }

  // ---- requests ----

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    Turn turn = message instanceof HttpRequest ? came(context, (HttpRequest) message) : null;
    try {
      super.channelRead(context, message);
    } finally {
      if (turn != null) {
        turn.end();
      }
    }
  }

  /** Begins the turn of a request; null when it is not seen. */
  private @Nullable Turn came(ChannelHandlerContext context, HttpRequest request) {
    try {
      Integer stream = stream(request);
      Operation operation = waiting.get(stream);
      if (operation == null) {
        if (stream == 0 || waiting.size() >= MOST_WAITING) {
          return null;
        }
        NettyRequest head = new NettyRequest(request, context.channel(), isSecure);
        operation = ServedRequest.start(head, NettyRequest.READER);
        waiting.put(stream, operation);
        ServedRequest.target(operation, head, NettyRequest.READER);
      }
      // One that asks whether to continue comes once more, with its body and without asking.
      if (request instanceof HttpContent && !request.headers().contains("Expect")) {
        read(HttpCapture.served(operation), ((HttpContent) request).content());
      }
      return Turn.resume(operation);
    } catch (Throwable e) {
      Dispatch.failed(e, NettyStreams.class.getName());
      return null;
    }
  }

  private static void read(@Nullable HttpCapture capture, ByteBuf body) {
    if (capture != null) {
      if (capture.readsRequest() && body.isReadable()) {
        capture.requestBody(body.nioBuffer());
      }
      capture.requestEnd();
    }
  }

  /** The number of a message's stream; 0 when it has none. */
  private static Integer stream(HttpMessage message) {
    return message.headers().getInt(STREAM, 0);
  }

  // ---- responses ----

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    super.write(
        context,
        message,
        message instanceof HttpObject ? goes((HttpObject) message, promise) : promise);
  }

  /** Takes note of a part of a response; gives the promise to write it with. */
  private ChannelPromise goes(HttpObject message, ChannelPromise promise) {
    try {
      if (message instanceof HttpResponse) {
        head((HttpResponse) message);
      }
      Operation operation = isInterim ? null : waiting.get(writing);
      HttpCapture capture = HttpCapture.served(operation);
      if (capture != null && message instanceof HttpContent && capture.readsResponse()) {
        ByteBuf content = ((HttpContent) message).content();
        if (content.isReadable()) {
          capture.responseBody(content.nioBuffer());
        }
      }
      if (operation == null || !(message instanceof LastHttpContent)) {
        return promise;
      }
      waiting.remove(writing);
      writing = 0;
      ChannelPromise told = promise.unvoid();
      told.addListener(new Written(operation, status));
      return told;
    } catch (Throwable e) {
      Dispatch.failed(e, NettyStreams.class.getName());
      return promise;
    }
  }

  private void head(HttpResponse response) {
    int code = response.status().code();
    isInterim = code < 200;
    if (!isInterim) {
      writing = stream(response);
      status = code;
      Operation operation = waiting.get(writing);
      if (operation != null) {
        ServedRequest.responded(operation, response, NettyConnection.RESPONSES);
      }
    }
  }

  /** Hears that a response was written, or could not be. */
  private static final class Written implements ChannelFutureListener {
    private final Operation operation;
    private final int status;

    Written(Operation operation, int status) {
      this.operation = operation;
      this.status = status;
    }

    @Override
    public void operationComplete(ChannelFuture written) {
      ServedRequest.failed(operation, written.cause());
      ServedRequest.end(operation, status);
    }
  }

  // ---- ends ----

  /** A stream is closed: what waits for a response that will not come ends. */
  private void closed(int stream) {
    Operation operation = waiting.remove(stream);
    if (operation != null) {
      ServedRequest.end(operation, stream == writing ? status : 0);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    end();
    super.channelInactive(context);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    end();
  }

  private void end() {
    for (Integer stream : new ArrayList<>(waiting.keySet())) {
      closed(stream);
    }
  }
}
