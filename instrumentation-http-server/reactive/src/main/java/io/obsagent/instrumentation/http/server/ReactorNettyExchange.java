/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.bootstrap.State;
import io.obsagent.core.http.HttpCapture;
import io.obsagent.core.operation.Operation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerState;

/** Requests of Reactor Netty and their operations. */
final class ReactorNettyExchange extends RequestReader<HttpServerRequest> {
  private static final ReactorNettyExchange READER = new ReactorNettyExchange();
  private static final State<Operation> OPERATIONS = new State<>();

  static final ResponseReader<HttpServerResponse> RESPONSES = new Responses();

  private ReactorNettyExchange() {}

  private static final class Responses extends ResponseReader<HttpServerResponse> {
    @Override
    @Nullable String header(HttpServerResponse response, String name) {
      return response.responseHeaders().get(name);
    }
  }

  /** Begins the turn of a request that reaches the handler; null at all other events. */
  static @Nullable Turn enter(Connection connection, ConnectionObserver.State state) {
    if (state != HttpServerState.REQUEST_RECEIVED
        || !(connection instanceof HttpServerRequest)
        || !(connection instanceof HttpServerResponse)) {
      return null;
    }
    HttpServerRequest request = (HttpServerRequest) connection;
    Operation operation = ServedRequest.start(request, READER);
    ServedRequest.target(operation, request, READER);
    OPERATIONS.set(request, operation);
    HttpCapture capture = HttpCapture.served(operation);
    if (capture != null && (capture.readsRequest() || capture.readsResponse())) {
      NettyBodies.watch(
          connection.channel(), new NettyBodies((HttpServerResponse) connection, capture));
    }
    return Turn.begin(operation);
  }

  /** Says that the application's response ended in an error. */
  static void failed(Object request, @Nullable Throwable error) {
    ServedRequest.failed(OPERATIONS.get(request), error);
  }

  /** Says that the server is done with a request; nothing happens when it is another's. */
  static void end(Object request) {
    Operation operation = OPERATIONS.remove(request);
    if (operation != null
        && request instanceof HttpServerResponse
        && request instanceof Connection) {
      HttpServerResponse response = (HttpServerResponse) request;
      if (HttpCapture.served(operation) != null) {
        NettyBodies.forget(((Connection) request).channel());
      }
      int status = response.hasSentHeaders() ? response.status().code() : 0;
      ServedRequest.responded(operation, response, RESPONSES);
      ServedRequest.end(operation, status);
    }
  }

  /** Says that a request became a web socket. */
  static void upgraded(Object request) {
    Operation operation = OPERATIONS.remove(request);
    if (operation != null) {
      ServedRequest.end(operation, 101);
    }
  }

  @Override
  @Nullable String method(HttpServerRequest request) {
    return request.method().name();
  }

  @Override
  @Nullable String path(HttpServerRequest request) {
    String uri = request.uri();
    int query = uri.indexOf('?');
    String path = query < 0 ? uri : uri.substring(0, query);
    return path.startsWith("/") || path.indexOf("://") < 0 ? path : '/' + request.path();
  }

  @Override
  @Nullable String scheme(HttpServerRequest request) {
    return request.scheme();
  }

  @Override
  @Nullable String serverAddress(HttpServerRequest request) {
    return Headers.host(header(request, "Host"));
  }

  @Override
  int serverPort(HttpServerRequest request) {
    int port = Headers.port(header(request, "Host"));
    return port > 0 ? port : "https".equals(request.scheme()) ? 443 : 80;
  }

  @Override
  @Nullable String peerAddress(HttpServerRequest request) {
    InetSocketAddress remote = request.remoteAddress();
    InetAddress address = remote == null ? null : remote.getAddress();
    return address == null ? null : address.getHostAddress();
  }

  @Override
  @Nullable String header(HttpServerRequest request, String name) {
    return request.requestHeaders().get(name);
  }
}
