/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import io.obsagent.core.log.AgentLog;
import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/** Lets the agent read the fields of a class whose module does not open its package. */
final class Packages {
  /** For Java 9 and later, and compiled for it. */
  private static final String MODULAR = "io.obsagent.core.method.ModulePackages";

  /** Opens packages where there are modules. */
  interface Opener {
    void open(Class<?> type);
  }

  private static volatile @Nullable Opener opener;

  private Packages() {}

  static void with(@Nullable Instrumentation instrumentation) {
    opener = null;
    if (instrumentation != null) {
      try {
        opener =
            (Opener)
                Class.forName(MODULAR)
                    .getDeclaredConstructor(Instrumentation.class)
                    .newInstance(instrumentation);
      } catch (ReflectiveOperationException | LinkageError e) {
        AgentLog.debug("there are no modules", e);
      }
    }
  }

  /** Opens the package of a class to the agent, if that can be done. */
  static void open(Class<?> type) {
    Opener current = opener;
    if (current != null) {
      current.open(type);
    }
  }
}
