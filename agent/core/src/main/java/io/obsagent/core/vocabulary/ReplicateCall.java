/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.trace.SpanKind;

/** The call that creates a prediction at Replicate. */
public final class ReplicateCall {
  public static final OperationType TYPE = new OperationType("replicate.call", SpanKind.CLIENT);

  /** The model as owner/name; null when the call did not tell. */
  public static final Field MODEL = TYPE.string("model", "gen_ai.request.model");

  /** {@code success} or {@code error}. */
  public static final Field STATUS = TYPE.field("status");

  /** The method. */
  public static final Field METHOD = TYPE.string("method", "http.request.method", "http.method");

  /** The server's host name. */
  public static final Field HOST = TYPE.string("host", "server.address");

  /** The redacted URL. */
  public static final Field URL = TYPE.string("url", "url.full");

  /** The status code; null when no response came. */
  public static final Field HTTP_STATUS =
      TYPE.integer("response.status", "http.response.status_code", "http.status_code");

  static {
    TYPE.selectedBy(MODEL).hides("http.client");
  }

  private ReplicateCall() {}
}
