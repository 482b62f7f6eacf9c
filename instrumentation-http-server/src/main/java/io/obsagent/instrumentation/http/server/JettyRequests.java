/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Reads the requests of Jetty 9.4 to 11 by those methods of theirs that have no servlet type in
 * their descriptors, and so are the same in both namespaces.
 */
final class JettyRequests extends RequestReader<Request> {
  static final JettyRequests READER = new JettyRequests();

  private JettyRequests() {}

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
