/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** The head of a request, and the connection that it came on. */
final class NettyRequest {
  static final RequestReader<NettyRequest> READER = new Reader();

  private final HttpRequest head;
  private final Channel channel;
  private final boolean isSecure;

  NettyRequest(HttpRequest head, Channel channel, boolean isSecure) {
    this.head = head;
    this.channel = channel;
    this.isSecure = isSecure;
  }

  /** What Netty could not read has a made-up method and path. */
  private boolean isRead() {
    return head.decoderResult().isSuccess();
  }

  private static final class Reader extends RequestReader<NettyRequest> {
    @Override
    @Nullable String method(NettyRequest request) {
      return request.isRead() ? request.head.method().name() : null;
    }

    @Override
    @Nullable String path(NettyRequest request) {
      if (!request.isRead()) {
        return null;
      }
      String uri = request.head.uri();
      int scheme = uri.startsWith("/") ? -1 : uri.indexOf("://");
      int path = scheme < 0 ? 0 : uri.indexOf('/', scheme + 3);
      int query = uri.indexOf('?');
      int end = query < 0 ? uri.length() : query;
      return path < 0 || path >= end ? "/" : uri.substring(path, end);
    }

    @Override
    @Nullable String scheme(NettyRequest request) {
      return request.isSecure ? "https" : "http";
    }

    @Override
    @Nullable String serverAddress(NettyRequest request) {
      return Headers.host(header(request, "Host"));
    }

    @Override
    int serverPort(NettyRequest request) {
      int port = Headers.port(header(request, "Host"));
      return port > 0 ? port : request.isSecure ? 443 : 80;
    }

    @Override
    @Nullable String peerAddress(NettyRequest request) {
      SocketAddress remote = request.channel.remoteAddress();
      InetAddress address =
          remote instanceof InetSocketAddress ? ((InetSocketAddress) remote).getAddress() : null;
      return address == null ? null : address.getHostAddress();
    }

    @Override
    @Nullable String header(NettyRequest request, String name) {
      return request.head.headers().get(name);
    }
  }
}
