/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

/** Told of the direct children of an operation. Thread-safe; must be quick and must not throw. */
public interface ChildWatcher {
  /** A child has ended, on whatever thread. */
  void ended(Operation child);
}
