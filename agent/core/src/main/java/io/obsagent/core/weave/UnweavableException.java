/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import io.obsagent.core.log.AgentLog;

/** A class or advice has a shape that the weaver does not do. */
public final class UnweavableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnweavableException(String message) {
    super(message, null, false, false);
  }

  /** Any throwable in a line; one of these by its message alone. */
  public static String describe(Throwable thrown) {
    return thrown instanceof UnweavableException
        ? String.valueOf(thrown.getMessage())
        : AgentLog.describe(thrown);
  }
}
