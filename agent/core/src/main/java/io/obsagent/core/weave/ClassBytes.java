/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import org.jspecify.annotations.Nullable;

/** Gives the class files of the agent's own classes. Thread-safe. */
public interface ClassBytes {
  /**
   * The class file of a class.
   *
   * @param name the binary name
   * @return null when it is none of the agent's
   */
  byte @Nullable [] find(String name);
}
