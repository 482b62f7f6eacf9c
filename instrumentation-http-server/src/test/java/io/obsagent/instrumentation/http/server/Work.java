/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.trace.SpanKind;

/** Something that a handler does, to see whose child it becomes. */
final class Work {
  private static final OperationType TYPE = new OperationType("work", SpanKind.INTERNAL);

  private Work() {}

  static void done(String name) {
    begun(name).end();
  }

  /** Left current until someone ends it. */
  static Operation begun(String name) {
    return Operation.start(TYPE).name(name);
  }
}
