/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.trace.SpanKind;

/**
 * An exception that left an operation, the outermost of those that it left; no span. Its message is
 * not told, as it may hold personal data.
 */
public final class LeftError {
  public static final OperationType TYPE = new OperationType("error", SpanKind.INTERNAL);

  /** The simple name of its class. */
  public static final Field ERROR_TYPE = TYPE.field("type");

  /** What it left: {@code http.server}, {@code job}, {@code db.query}. */
  public static final Field OPERATION = TYPE.field("operation");

  /** The route of the request that was served meanwhile; null when none was. */
  public static final Field ROUTE = TYPE.field("route");

  static {
    TYPE.selectedBy(ERROR_TYPE);
  }

  private LeftError() {}
}
