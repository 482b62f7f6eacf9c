/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import io.obsagent.core.log.AgentLog;
import java.lang.instrument.Instrumentation;
import java.util.Collections;

/** Opens packages of modules to the agent, one at a time. Thread-safe. */
final class ModulePackages implements Packages.Opener {
  private final Instrumentation instrumentation;
  private final Module own = ModulePackages.class.getModule();

  ModulePackages(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  @Override
  public void open(Class<?> type) {
    try {
      instrumentation.redefineModule(
          type.getModule(),
          Collections.emptySet(),
          Collections.emptyMap(),
          Collections.singletonMap(type.getPackageName(), Collections.singleton(own)),
          Collections.emptySet(),
          Collections.emptyMap());
    } catch (RuntimeException e) {
      AgentLog.debug("opening the package of " + type.getName(), e);
    }
  }
}
