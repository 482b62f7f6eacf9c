/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import io.obsagent.core.operation.Operation;
import org.jspecify.annotations.Nullable;

/** The end of a call that is a span. */
final class SpanEnd implements Ending {
  private final Operation operation;

  SpanEnd(Operation operation) {
    this.operation = operation;
  }

  @Override
  public Ending kept() {
    return this;
  }

  @Override
  public void ended(@Nullable Object result, @Nullable Throwable thrown) {
    operation.fail(thrown).end();
  }
}
