/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.trace.SpanKind;

/**
 * A job that a worker runs: from the element taken from a queue to the next take, a declared
 * handler, or what a library runs as a job.
 */
public final class Job {
  public static final OperationType TYPE = new OperationType("job", SpanKind.CONSUMER);

  /** The queue that it came from. */
  public static final Field QUEUE = TYPE.string("queue", "messaging.destination.name");

  /** What kind of job it is; the queue when nothing better is known. */
  public static final Field NAME = TYPE.string("name", "job.name");

  /**
   * What the element itself says it is: its member {@code task}, {@code task_type}, {@code
   * job_type} or {@code type} where that is a word; null when it has none.
   */
  public static final Field TASK = TYPE.string("task", "task.type");

  /** {@code completed}, {@code failed} or {@code timeout}. */
  public static final Field STATUS = TYPE.string("status", "job.status");

  /** The queue that the job put its element back into, to be tried again; null when it did not. */
  public static final Field RETRY_QUEUE = TYPE.string("retry_queue", "job.retry.destination");

  /** The model that the job called; null when it called none. */
  public static final Field MODEL = TYPE.string("model", "gen_ai.request.model");

  /** The job's id where the element tells one. */
  public static final Field ID = TYPE.string("id", "messaging.message.id");

  /**
   * Who runs it where that is no worker of a queue: {@code spring} for {@code @Async}, {@code
   * jobrunr} or {@code spring-batch}, and {@code declared} for a method that is said to be a job;
   * else null.
   */
  public static final Field SCHEDULER = TYPE.string("scheduler", "job.scheduler");

  /** The element itself, where it is JSON and rules read parts of it; else null. */
  public static final Field ELEMENT = TYPE.text("element");

  static {
    TYPE.selectedBy(NAME);
  }

  private Job() {}
}
