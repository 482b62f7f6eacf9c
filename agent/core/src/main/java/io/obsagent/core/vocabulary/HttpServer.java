/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.trace.SpanKind;

/** A request that this process serves, from its arrival to the end of its response. */
public final class HttpServer {
  public static final OperationType TYPE = new OperationType("http.server", SpanKind.SERVER);

  /** The method in upper case; {@code _OTHER} for one that HTTP does not know. */
  public static final Field METHOD = TYPE.string("method", "http.request.method", "http.method");

  /**
   * The template of the route, such as {@code /api/images/{id}}; null when none matched. Never the
   * raw path.
   */
  public static final Field ROUTE = TYPE.string("route", "http.route");

  /** The status code. */
  public static final Field STATUS =
      TYPE.integer("response.status", "http.response.status_code", "http.status_code");

  /** The path without its query string. */
  public static final Field PATH = TYPE.string("path", "url.path");

  /** {@code http} or {@code https}. */
  public static final Field SCHEME = TYPE.string("scheme", "url.scheme");

  /** The host that the client asked for. */
  public static final Field SERVER_ADDRESS = TYPE.string("server.address", "server.address");

  /** The port that the client asked for. */
  public static final Field SERVER_PORT = TYPE.integer("server.port", "server.port");

  /** The client's address. */
  public static final Field CLIENT_ADDRESS = TYPE.string("client.address", "client.address");

  /** The user agent header. */
  public static final Field USER_AGENT = TYPE.string("user_agent", "user_agent.original");

  /** Who asks, from a verified token; null when unknown. */
  public static final Field USER_ID = TYPE.string("user.id", "user.id");

  /** The id of the request for log lines: the one that came with it, or one made for it. */
  public static final Field REQUEST_ID = TYPE.field("request.id");

  /** The id that its sender gave to what the request is part of, for log lines; null mostly. */
  public static final Field CORRELATION_ID = TYPE.field("correlation.id");

  /** The library whose rate limit rejected the request, or part of it; null when none did. */
  public static final Field LIMITER = TYPE.field("limiter");

  /** What rules read of headers and bodies; null mostly. */
  public static final Field CAPTURE = TYPE.hidden("capture");

  /** Where the request is counted while it is served; null mostly. */
  public static final Field ACTIVE = TYPE.hidden("active");

  /** Why the token that came with the request does not hold; null mostly. */
  public static final Field AUTH_ERROR = TYPE.hidden("auth.error");

  static {
    TYPE.selectedBy(METHOD, ROUTE);
  }

  private HttpServer() {}
}
