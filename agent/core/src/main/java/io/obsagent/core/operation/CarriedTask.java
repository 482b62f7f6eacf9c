/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;

/**
 * A task for an executor whose tasks cannot have anything attached: what is current where this is
 * made is current where it runs. Thread-safe.
 */
public final class CarriedTask implements Runnable {
  private final Runnable task;
  private final Context caller = HandedOver.plain(Context.current());

  /** Carries what is current on this thread; only needed where {@link Tasks#isNeeded()}. */
  public CarriedTask(Runnable task) {
    this.task = task;
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
