/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.bootstrap.State;
import io.obsagent.core.operation.Operation;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * Reads the requests of Jetty 9.4 to 11 by those methods of theirs that have no servlet type in
 * their descriptors, and so are the same in both namespaces.
 */
final class JettyRequests extends RequestReader<Request> {
  static final JettyRequests READER = new JettyRequests();

  /** By the channel that serves the request. */
  static final State<Operation> OPERATIONS = new State<>();

  static final ResponseReader<Response> RESPONSES = new Responses();

  private JettyRequests() {}

  private static final class Responses extends ResponseReader<Response> {
    @Override
    @Nullable String header(Response response, String name) {
      return response.getHeader(name);
    }
  }

  /**
   * The operation of a request that the channel rejects as malformed; it knows hardly more than its
   * status where the head could not be read. The channel's completion will not find it.
   */
  static Operation rejected(HttpChannel channel) {
    Operation operation = OPERATIONS.remove(channel);
    return operation == null ? ServedRequest.start("", RequestLines.READER) : operation;
  }

  /** Ends the operation of a rejected request with the status that the channel makes of this. */
  static void endRejected(@Nullable Operation operation, int status) {
    if (operation != null) {
      ServedRequest.end(operation, status < 400 || status > 599 ? 400 : status);
    }
  }

  @Override
  @Nullable String method(Request request) {
    return request.getMethod();
  }

  @Override
  @Nullable String path(Request request) {
    return request.getRequestURI();
  }

  @Override
  @Nullable String scheme(Request request) {
    return request.getScheme();
  }

  @Override
  @Nullable String serverAddress(Request request) {
    return request.getServerName();
  }

  @Override
  int serverPort(Request request) {
    return request.getServerPort();
  }

  @Override
  @Nullable String peerAddress(Request request) {
    return request.getRemoteAddr();
  }

  @Override
  @Nullable String header(Request request, String name) {
    return request.getHeader(name);
  }
}
