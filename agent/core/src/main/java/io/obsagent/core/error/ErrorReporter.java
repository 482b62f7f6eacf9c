/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.error;

/** Tells somebody outside of errors that were not seen before. */
public interface ErrorReporter {
  /** Told of one error of each kind, on the agent's thread; may throw, must not wait. */
  void report(ErrorReport report);
}
