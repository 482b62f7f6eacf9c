/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.testing;

import java.io.PrintStream;

/**
 * What the kit asks of the agent's own classes. Speaks in types of the JDK only, since those
 * classes may be another loader's than the test's.
 */
interface Core {
  /** Starts an operation without a parent, current on this thread; returns what ends it. */
  Runnable root(String name);

  /** As {@link #root}, an HTTP server's request. */
  Runnable request(String name);

  /** Starts an operation, child of the current one and current on this thread; see above. */
  Runnable child(String name);

  /** Emits a span that no test asks for. */
  void mark(String name);

  /** Whether an operation is current on this thread. */
  boolean isInOperation();

  /** Where the agent's log goes; null for standard error. */
  void log(PrintStream to);

  /** How many warnings there were. */
  long warnings();
}
