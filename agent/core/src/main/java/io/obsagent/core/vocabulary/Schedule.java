/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.trace.SpanKind;

/** A run of something that a scheduler was told to run at its time. */
public final class Schedule {
  public static final OperationType TYPE = new OperationType("schedule", SpanKind.INTERNAL);

  /**
   * What is run: the name of a Quartz job or a task of db-scheduler, or {@code Class#method}; of
   * low cardinality.
   */
  public static final Field NAME = TYPE.string("name", "job.name");

  /**
   * Who runs it: {@code quartz}, {@code db-scheduler}, {@code spring}, {@code jobrunr}, {@code
   * timer} or {@code executor}.
   */
  public static final Field SCHEDULER = TYPE.string("scheduler", "job.scheduler");

  /** When it was to begin, in seconds since the epoch, a Double; null when not known. */
  public static final Field PLANNED = TYPE.field("planned");

  /** When it began, in seconds since the epoch, a Double. */
  public static final Field ACTUAL = TYPE.field("actual");

  /** Seconds by which it began late, not negative, a Double; null when not known. */
  public static final Field LAG = TYPE.field("lag");

  /** {@code completed} or {@code failed}. */
  public static final Field STATUS = TYPE.string("status", "job.status");

  static {
    TYPE.selectedBy(NAME);
  }

  private Schedule() {}
}
