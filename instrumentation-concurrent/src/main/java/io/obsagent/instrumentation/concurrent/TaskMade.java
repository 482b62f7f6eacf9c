/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.concurrent;

import io.obsagent.core.operation.Tasks;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.This;

/** Advice for constructors of tasks that are handed over as soon as they are made. */
final class TaskMade {
  private TaskMade() {}

  @OnMethodExit(inline = false, suppress = Throwable.class)
  static void handOver(@This Object task) {
    Tasks.handOverNow(task);
  }
}
