/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import io.obsagent.core.operation.OperationType;
import org.jspecify.annotations.Nullable;

/** Finds types by the names that rules use. */
public final class Vocabulary {
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
      case "auth.jwt":
        return AuthJwt.TYPE;
      case "log":
        return LogEvent.TYPE;
      case "error":
        return LeftError.TYPE;
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
