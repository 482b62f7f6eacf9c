/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.trace.SpanKind;

/** Something that the application logged; no span. */
public final class LogEvent {
  public static final OperationType TYPE = new OperationType("log", SpanKind.INTERNAL);

  /** One of TRACE, DEBUG, INFO, WARN, ERROR, FATAL. */
  public static final Field LEVEL = TYPE.field("level");

  /** The name of the logger. */
  public static final Field LOGGER = TYPE.field("logger");

  /** The message with its places for arguments, where the library keeps it, else as it is. */
  public static final Field MESSAGE = TYPE.field("message");

  /** The name of the thread. */
  public static final Field THREAD = TYPE.field("thread");

  /** The class of the exception that was logged; null when none was. */
  public static final Field EXCEPTION = TYPE.field("exception");

  static {
    TYPE.selectedBy(LEVEL, LOGGER);
  }

  private LogEvent() {}
}
