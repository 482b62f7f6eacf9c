/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.api;

import io.opentelemetry.context.Scope;

/** A context that is current on a thread until this is closed there. */
public abstract class AgentAttachment {
  private final Scope scope;

  /**
   * Makes a context current.
   *
   * @param isRoot whether it is the root
   */
  protected AgentAttachment(AgentContext.Key key, AgentContext context, boolean isRoot) {
    scope = context.attached(key, isRoot).makeCurrent();
  }

  /** Makes current what was so before, unless something else is by now. */
  public void close() {
    scope.close();
  }
}
