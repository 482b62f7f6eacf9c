/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Outcome;
import java.util.concurrent.CancellationException;
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
    end(operation, thrown);
  }

  /** Ends a call with what it threw, without what executors wrap around that. */
  static void end(Operation operation, @Nullable Throwable thrown) {
    if (thrown != null) {
      Throwable bare = Failure.unwrapped(thrown);
      if (bare instanceof CancellationException) {
        operation.outcome(Outcome.CANCELED);
      } else {
        operation.fail(bare);
      }
    }
    operation.end();
  }
}
