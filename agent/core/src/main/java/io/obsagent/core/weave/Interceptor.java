/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks for methods beyond those of the modules, such as the ones that rules name. Thread-safe. */
public interface Interceptor {
  /**
   * The methods of a class; none for nearly every class, and quickly so. Never asked about classes
   * of the platform and of the agent.
   *
   * @param loader null for the boot loader
   * @param name the internal name
   */
  List<Interception> find(
      @Nullable ClassLoader loader, String name, byte[] classFile, Hierarchy hierarchy);
}
