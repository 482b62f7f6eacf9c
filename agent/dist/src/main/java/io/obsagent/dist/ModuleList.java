/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.dist;

import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import java.util.ArrayList;
import java.util.List;

/** All instrumentation modules of the agent. A new one is a line here. */
public final class ModuleList {
  private ModuleList() {}

  /** New modules, in the order in which their advice nests. */
  public static List<InstrumentationModule> all() {
    List<InstrumentationModule> modules = new ArrayList<>();
    return modules;
  }
}
