/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import io.obsagent.core.operation.Event;
import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;

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

  /**
   * Tells how the check of a token ended. Within a request the last check counts, as it ends;
   * outside of one a failure is told at once.
   *
   * @param reason why the token does not hold; null when it does
   */
  public static void checked(@Nullable String reason) {
    Operation request = Operation.current(HttpServer.TYPE);
    if (request != null) {
      request.set(HttpServer.AUTH_ERROR, reason);
    } else if (reason != null) {
      tell(reason, null);
    }
  }

  /** Tells that a request ends, with its status; not positive when it was not answered. */
  public static void answered(Operation request, int status) {
    Object reason = request.get(HttpServer.AUTH_ERROR);
    if (reason != null || status == 401) {
      tell(reason == null ? "unauthorized" : reason, request.get(HttpServer.ROUTE));
    }
  }

  private static void tell(Object reason, @Nullable Object route) {
    Event event = Event.of(TYPE);
    if (event != null) {
      event.set(ERROR, reason).set(REASON, reason).set(ROUTE, route).tell();
    }
  }
}
