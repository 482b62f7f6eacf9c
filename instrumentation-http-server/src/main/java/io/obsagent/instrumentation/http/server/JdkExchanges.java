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
final class JdkExchanges extends RequestReader<JdkRequest> {
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
  @Nullable String method(JdkRequest request) {
    return request.exchange.getRequestMethod();
  }

  @Override
  @Nullable String path(JdkRequest request) {
    return request.exchange.getRequestURI().getRawPath();
  }

  @Override
  @Nullable String scheme(JdkRequest request) {
    return request.exchange instanceof HttpsExchange ? "https" : "http";
  }

  @Override
  @Nullable String serverAddress(JdkRequest request) {
    return Headers.host(header(request, "Host"));
  }

  @Override
  int serverPort(JdkRequest request) {
    int port = Headers.port(header(request, "Host"));
    return port > 0 ? port : request.exchange instanceof HttpsExchange ? 443 : 80;
  }

  @Override
  @Nullable String peerAddress(JdkRequest request) {
    InetSocketAddress remote = request.exchange.getRemoteAddress();
    InetAddress address = remote == null ? null : remote.getAddress();
    return address == null ? null : address.getHostAddress();
  }

  @Override
  @Nullable String route(JdkRequest request) {
    return request.exchange.getHttpContext().getPath();
  }

  @Override
  @Nullable String header(JdkRequest request, String name) {
    return request.header(name);
  }
}
