/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;

/** A task for a thread of its own, on which is current what was so where it was handed over. */
final class CarriedTask implements Runnable {
  private final Runnable task;
  private final Context caller;

  CarriedTask(Runnable task, Context caller) {
    this.task = task;
    this.caller = caller;
  }

  @Override
  public void run() {
    try (Scope scope = caller.makeCurrent()) {
      task.run();
    }
  }

  @Override
  public String toString() {
    return task.toString();
  }
}
