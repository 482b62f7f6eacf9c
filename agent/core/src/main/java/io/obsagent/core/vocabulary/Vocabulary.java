/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import io.obsagent.core.operation.OperationType;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds types by the names that rules use. */
public final class Vocabulary {
  /** What may follow {@code event}, for messages; {@code x.*} stands for all that begin so. */
  private static final List<String> EVENTS =
      Arrays.asList(
          "auth.jwt",
          "auth.failure",
          "cache.get",
          "ratelimit.rejected",
          "stripe.*",
          "stripe_call.*",
          "websocket.open",
          "websocket.close",
          "websocket.message");

  private Vocabulary() {}

  /**
   * The type of operation of a name; null when there is none. Only the type asked for is loaded.
   */
  public static @Nullable OperationType operation(String name) {
    switch (name) {
      case "http.server":
        return HttpServer.TYPE;
      case "http.client":
        return HttpClient.TYPE;
      case "sql":
        return DbQuery.TYPE;
      case "db.transaction":
        return DbTransaction.TYPE;
      case "redis":
      case "queue":
        return RedisCommand.TYPE;
      case "job":
        return Job.TYPE;
      case "schedule":
        return Schedule.TYPE;
      case "s3":
        return S3Object.TYPE;
      case "replicate":
        return ReplicateCall.TYPE;
      case "replicate.prediction":
        return ReplicatePrediction.TYPE;
      case "log":
        return LogEvent.TYPE;
      case "error":
        return LeftError.TYPE;
      default:
        return null;
    }
  }

  /** The names of all events, for messages. */
  public static List<String> events() {
    return Collections.unmodifiableList(EVENTS);
  }

  /**
   * The type whose operations tell of an event; null when there is none. An event has either a name
   * of its own, {@code auth.jwt}, or is one of a family, {@code stripe.*}: then what a rule says
   * behind the family's name, which may be a pattern, selects by the type's first {@linkplain
   * OperationType#selectors selector}. A new event is a line here and in {@link #EVENTS}.
   */
  public static @Nullable OperationType event(String name) {
    switch (name) {
      case "auth.jwt":
        return AuthJwt.TYPE;
      case "auth.failure":
        return AuthFailure.TYPE;
      case "cache.get":
        return CacheGet.TYPE;
      case "ratelimit.rejected":
        return RateLimit.TYPE;
      case "websocket.open":
        return WebSocket.OPEN;
      case "websocket.close":
        return WebSocket.CLOSE;
      case "websocket.message":
        return WebSocket.MESSAGE;
      case "stripe.*":
        return StripeEvent.TYPE;
      case "stripe_call.*":
        return StripeCall.TYPE;
      default:
        return null;
    }
  }

  /** The kind of observed thing of a name; null when there is none. */
  public static @Nullable ObservedType observed(String name) {
    switch (name) {
      case "db.pool":
        return Observations.POOL;
      case "queue.poll":
        return Observations.QUEUE;
      case "worker":
        return Observations.WORKER;
      case "scheduler":
        return Observations.SCHEDULER;
      case "http.server.active":
        return Observations.HTTP_ACTIVE;
      case "http.session":
        return Observations.HTTP_SESSION;
      case "error.group":
        return Observations.ERROR_GROUP;
      case "jvm":
        return Observations.JVM;
      case "process":
        return Observations.PROCESS;
      case "agent":
        return Observations.AGENT;
      case "export":
        return Observations.EXPORT;
      case "rule":
        return Observations.RULE;
      case "rule.overflow":
        return Observations.RULE_OVERFLOW;
      case "rule.skipped":
        return Observations.RULE_SKIPPED;
      default:
        return null;
    }
  }
}
