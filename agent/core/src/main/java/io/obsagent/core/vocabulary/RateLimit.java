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

/** A rejection by a rate limit. One rejection is one event, however many notice it. */
public final class RateLimit {
  public static final OperationType TYPE =
      new OperationType("ratelimit.rejected", SpanKind.INTERNAL);

  /**
   * What was limited, of low cardinality: the limiter's name where it has one, else the route of
   * the request, else who asked: {@code user} or {@code anonymous}.
   */
  public static final Field IDENTIFIER = TYPE.field("identifier");

  /**
   * What rejected: {@code bucket4j}, {@code guava}, {@code resilience4j}, or {@code http} for an
   * answer.
   */
  public static final Field LIMITER = TYPE.field("limiter");

  static {
    TYPE.selectedBy(IDENTIFIER);
  }

  private RateLimit() {}

  /**
   * Tells of a rejection by a library. The request that is being served, if any, is marked: its
   * answer, should it be 429, is the same rejection.
   *
   * @param identifier the limiter's name; null when it has none
   * @param limiter the library
   */
  public static void rejected(@Nullable String identifier, String limiter) {
    Operation request = Operation.current(HttpServer.TYPE);
    if (request != null) {
      request.set(HttpServer.LIMITER, limiter);
    }
    Event event = Event.of(TYPE);
    if (event != null) {
      String name = identifier != null ? identifier : request == null ? null : who(request);
      event.set(IDENTIFIER, name).set(LIMITER, limiter).tell();
    }
  }

  /** Tells of an answer 429, unless a library has told of that rejection already. */
  public static void answered(Operation request) {
    if (request.get(HttpServer.LIMITER) == null) {
      Event event = Event.of(TYPE);
      if (event != null) {
        event.set(IDENTIFIER, who(request)).set(LIMITER, "http").tell();
      }
    }
  }

  private static String who(Operation request) {
    Object route = request.get(HttpServer.ROUTE);
    return route != null
        ? route.toString()
        : request.get(HttpServer.USER_ID) == null ? "anonymous" : "user";
  }
}
