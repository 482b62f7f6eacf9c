/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.concurrent;

import io.obsagent.core.operation.Tasks;
import io.opentelemetry.context.Context;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.This;
import org.jspecify.annotations.Nullable;

/** Advice for the method that runs a task: what was handed over with the task is current in it. */
final class TaskRun {
  private TaskRun() {}

  @OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Context begin(@This Object task) {
    return Tasks.begin(task);
  }

  @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void end(@Enter @Nullable Context before) {
    if (before != null) {
      Tasks.end(before);
    }
  }
}
