/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import org.jspecify.annotations.Nullable;

/** A call that may go on after its method has returned, until what that returned is done. */
interface Ending {
  /** The same call for a thread to come. */
  Ending kept();

  /** Ends the call, on whatever thread. */
  void ended(@Nullable Object result, @Nullable Throwable thrown);
}
