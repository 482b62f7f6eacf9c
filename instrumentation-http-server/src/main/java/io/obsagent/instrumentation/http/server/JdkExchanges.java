/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Reads the requests of the JDK's server. */
final class JdkExchanges extends RequestReader<HttpExchange> {
  static final JdkExchanges READER = new JdkExchanges();

  static final ResponseReader<HttpExchange> RESPONSES = new Responses();

  private JdkExchanges() {}

  private static final class Responses extends ResponseReader<HttpExchange> {
    @Override
    @Nullable String header(HttpExchange exchange, String name) {
      return exchange.getResponseHeaders().getFirst(name);
    }
  }

  @Override
  @Nullable String method(HttpExchange exchange) {
    return exchange.getRequestMethod();
  }

  @Override
  @Nullable String path(HttpExchange exchange) {
    return exchange.getRequestURI().getRawPath();
  }

  @Override
  @Nullable String scheme(HttpExchange exchange) {
    return exchange instanceof HttpsExchange ? "https" : "http";
  }

  @Override
  @Nullable String serverAddress(HttpExchange exchange) {
    return Headers.host(header(exchange, "Host"));
  }

  @Override
  int serverPort(HttpExchange exchange) {
    int port = Headers.port(header(exchange, "Host"));
    return port > 0 ? port : exchange instanceof HttpsExchange ? 443 : 80;
  }

  @Override
  @Nullable String peerAddress(HttpExchange exchange) {
    InetSocketAddress remote = exchange.getRemoteAddress();
    InetAddress address = remote == null ? null : remote.getAddress();
    return address == null ? null : address.getHostAddress();
  }

  @Override
  @Nullable String route(HttpExchange exchange) {
    return exchange.getHttpContext().getPath();
  }

  @Override
  @Nullable String header(HttpExchange exchange, String name) {
    return exchange.getRequestHeaders().getFirst(name);
  }
}
