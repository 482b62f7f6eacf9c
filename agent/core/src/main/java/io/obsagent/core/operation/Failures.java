/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import io.obsagent.core.log.AgentLog;

/** What the agent swallows so that the application does not see it: one line for each kind. */
final class Failures {
  private Failures() {}

  static void swallowed(Throwable failure) {
    AgentLog.warnOnce(failure.getClass().getName(), "swallowed " + AgentLog.describe(failure));
    AgentLog.debug("swallowed", failure);
  }
}
