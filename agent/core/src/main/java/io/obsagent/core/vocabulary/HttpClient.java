/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.trace.SpanKind;

/** A request that this process sends, until its response has been received. */
public final class HttpClient {
  public static final OperationType TYPE = new OperationType("http.client", SpanKind.CLIENT);

  /** The method in upper case; {@code _OTHER} for one that HTTP does not know. */
  public static final Field METHOD = TYPE.string("method", "http.request.method", "http.method");

  /** The server's host name. */
  public static final Field HOST = TYPE.string("host", "server.address");

  /** The path without its query string; for rules only, as it may hold ids. */
  public static final Field PATH = TYPE.field("path");

  /** The server's port. */
  public static final Field PORT = TYPE.integer("port", "server.port");

  /** The redacted URL. */
  public static final Field URL = TYPE.string("url", "url.full");

  /** The status code; null when no response came. */
  public static final Field STATUS =
      TYPE.integer("response.status", "http.response.status_code", "http.status_code");

  /** How often the request was sent again; null for the first time. */
  public static final Field RESEND_COUNT =
      TYPE.integer("resend_count", "http.request.resend_count");

  /** What rules read of headers and bodies; null mostly. */
  public static final Field CAPTURE = TYPE.hidden("capture");

  static {
    TYPE.selectedBy(METHOD, HOST, PATH);
  }

  private HttpClient() {}
}
