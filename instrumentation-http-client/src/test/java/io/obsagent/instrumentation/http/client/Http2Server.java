/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/**
 * A server on the loopback interface that speaks HTTP/2, with TLS and without, and says hello, or
 * opens web sockets at {@code /socket}.
 */
final class Http2Server implements AutoCloseable {
  private final List<String> traceparents = new CopyOnWriteArrayList<>();
  private final Undertow server;

  Http2Server(SSLContext context) {
    server =
        Undertow.builder()
            .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
            .addHttpsListener(0, "127.0.0.1", context)
            .addHttpListener(0, "127.0.0.1")
            .setHandler(
                exchange -> {
                  traceparents.add(exchange.getRequestHeaders().getFirst("traceparent"));
                  if (exchange.getRequestPath().equals("/socket")) {
                    Handlers.websocket((handshake, channel) -> {}).handleRequest(exchange);
                  } else {
                    exchange.getResponseSender().send("hello");
                  }
                })
            .build();
    server.start();
  }

  String url(String path) {
    return "https://127.0.0.1:" + port(0) + path;
  }

  String plainUrl(String path) {
    return "http://127.0.0.1:" + port(1) + path;
  }

  private int port(int listener) {
    return ((InetSocketAddress) server.getListenerInfo().get(listener).getAddress()).getPort();
  }

  List<String> traceparents() {
    return traceparents;
  }

  @Override
  public void close() {
    server.stop();
  }
}
