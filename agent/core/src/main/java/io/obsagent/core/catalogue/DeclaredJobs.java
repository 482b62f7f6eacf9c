/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.log.AgentLog;
import io.obsagent.core.method.MethodRules;
import io.obsagent.core.method.MethodTarget;
import java.util.ArrayList;
import java.util.List;

/** The methods that a setting declares to be jobs. */
public final class DeclaredJobs {
  private DeclaredJobs() {}

  /**
   * Has methods woven so that each of their calls is a job, in the place of any declared before.
   * What names no method is reported and left out.
   *
   * @param methods as they stand behind the word {@code method} in rules
   */
  public static void declare(List<String> methods) {
    List<MethodTarget> targets = new ArrayList<>(methods.size());
    for (String method : methods) {
      try {
        targets.add(MethodSource.parse(method, 0).target());
      } catch (ExpressionException e) {
        AgentLog.warn("obs.job.methods: '" + method + "' is left out: " + e.message);
      }
    }
    MethodRules.jobs(targets);
  }
}
