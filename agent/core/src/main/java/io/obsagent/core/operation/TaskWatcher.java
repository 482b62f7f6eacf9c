/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import org.jspecify.annotations.Nullable;

/**
 * Told also of the tasks that are handed to executors where the operation itself is current, or in
 * such a task. Thread-safe; must be quick and must not throw.
 */
public interface TaskWatcher extends ChildWatcher {
  /** A task was handed over, to run soon. */
  void taskHandedOver();

  /**
   * A task has run, or will not. Called once for each that was handed over.
   *
   * @param thrown what left the task; null when nothing did or it is not known
   */
  void taskEnded(@Nullable Throwable thrown);
}
