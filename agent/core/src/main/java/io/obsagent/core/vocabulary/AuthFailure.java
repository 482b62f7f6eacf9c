/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.trace.SpanKind;

/** A failed authentication: a token that does not hold, or an answer 401; one for a request. */
public final class AuthFailure {
  public static final OperationType TYPE = new OperationType("auth.failure", SpanKind.INTERNAL);

  /**
   * Why: what {@link AuthJwt#REASON} says of a token, or {@code unauthorized} where only the answer
   * tells. Rules may call it {@code reason}.
   */
  public static final Field ERROR = TYPE.field("error");

  /** The same as {@link #ERROR}. */
  public static final Field REASON = TYPE.field("reason");

  /** The route of the request; null outside one, or when none matched. */
  public static final Field ROUTE = TYPE.field("route");

  static {
    TYPE.selectedBy(ERROR);
  }

  private AuthFailure() {}
}
