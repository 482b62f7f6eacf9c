/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

/** The kinds of observed things. */
public final class Observations {
  /**
   * Connection pools: name, connections active, idle, max, pending, and acquired since the pool's
   * start, and seconds that acquiring them took altogether.
   */
  public static final ObservedType POOL =
      new ObservedType(
          "db.pool", "pool", "active", "idle", "max", "pending", "acquired", "acquire.seconds");

  /** Queues in Redis: name, number of waiting elements, age of the oldest in seconds. */
  public static final ObservedType QUEUE =
      new ObservedType("queue.poll", "queue", "length", "age").measuredBy("length");

  /**
   * Threads that take jobs: name, queue, time of the last poll in seconds since the epoch, whether
   * it works on a job, seconds that this has taken so far (null without one).
   */
  public static final ObservedType WORKER =
      new ObservedType("worker", "worker", "queue", "seen", "busy", "job.seconds");

  /** Schedulers: which kind each is, and how many jobs are scheduled there now. */
  public static final ObservedType SCHEDULER =
      new ObservedType("scheduler", "scheduler", "scheduled").measuredBy("scheduled");

  /** Requests that are being served: route, null while it is not known, method, how many. */
  public static final ObservedType HTTP_ACTIVE =
      new ObservedType("http.server.active", "route", "method", "requests").measuredBy("requests");

  /** HTTP sessions of web applications: path or name, how many the container keeps. */
  public static final ObservedType HTTP_SESSION =
      new ObservedType("http.session", "application", "active").measuredBy("active");

  /**
   * Errors of one kind, as long as the agent keeps it: the exception's class, its fingerprint, the
   * topmost method of the application it came from, how many there were.
   */
  public static final ObservedType ERROR_GROUP =
      new ObservedType("error.group", "type", "fingerprint", "at", "count").measuredBy("count");

  /** The JVM; see {@code io.obsagent.core.telemetry.JvmObserved} for its fields. */
  public static final ObservedType JVM =
      new ObservedType(
          "jvm",
          "memory.heap.used",
          "memory.committed",
          "threads.live",
          "threads.platform",
          "classes.loaded",
          "gc.pauses");

  /** The process as the operating system sees it. */
  public static final ObservedType PROCESS =
      new ObservedType("process", "cpu.seconds", "memory.resident", "open.fds", "start.seconds");

  /** The agent itself: failures of advice and of weaving, operations that found no room. */
  public static final ObservedType AGENT =
      new ObservedType("agent", "advice.failures", "weaving.failures", "operations.lost");

  /** What is exported over OTLP, by signal: see {@code ExportCounts}. */
  public static final ObservedType EXPORT =
      new ObservedType("export", "signal", "exported", "dropped", "failures", "restarts");

  /**
   * The rules in force: name, how often each was evaluated, seconds that took, and of one that ever
   * was suspended whether it is: 1 or 0.
   */
  public static final ObservedType RULE =
      new ObservedType("rule", "rule", "evaluations", "seconds", "suspended");

  /** What rules recorded under {@code _other} for want of room: the rule, how often. */
  public static final ObservedType RULE_OVERFLOW =
      new ObservedType("rule.overflow", "rule", "count");

  /** What rules did not record: the rule, why, how often. */
  public static final ObservedType RULE_SKIPPED =
      new ObservedType("rule.skipped", "rule", "reason", "count");

  private Observations() {}
}
