/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import java.nio.charset.StandardCharsets;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.buf.ByteChunk;
import org.apache.tomcat.util.buf.MessageBytes;
import org.jspecify.annotations.Nullable;

/** Reads Tomcat's own requests, which are the same in both servlet namespaces. */
final class TomcatRequests extends RequestReader<Request> {
  static final TomcatRequests READER = new TomcatRequests();

  static final ResponseReader<Response> RESPONSES = new Responses();

  private TomcatRequests() {}

  private static final class Responses extends ResponseReader<Response> {
    /** The type is kept apart from the other headers until they are sent. */
    @Override
    @Nullable String header(Response response, String name) {
      String header = response.getMimeHeaders().getHeader(name);
      return header == null && name.equals("Content-Type") ? response.getContentType() : header;
    }
  }

  @Override
  @Nullable String method(Request request) {
    return request.method().toString();
  }

  /** Leaves the address as it is: in some versions {@code toString} has Tomcat not decode it. */
  @Override
  @Nullable String path(Request request) {
    MessageBytes address = request.requestURI();
    if (address.getType() != MessageBytes.T_BYTES) {
      return address.toString();
    }
    ByteChunk bytes = address.getByteChunk();
    return new String(
        bytes.getBuffer(), bytes.getStart(), bytes.getLength(), StandardCharsets.ISO_8859_1);
  }

  /** Known once the servlet side has looked at the request, as are host and port. */
  @Override
  @Nullable String scheme(Request request) {
    return request.scheme().toString();
  }

  @Override
  @Nullable String serverAddress(Request request) {
    return request.serverName().toString();
  }

  @Override
  int serverPort(Request request) {
    return request.getServerPort();
  }

  @Override
  @Nullable String peerAddress(Request request) {
    request.action(ActionCode.REQ_HOST_ADDR_ATTRIBUTE, request);
    return request.remoteAddr().toString();
  }

  @Override
  @Nullable String header(Request request, String name) {
    return request.getHeader(name);
  }
}
