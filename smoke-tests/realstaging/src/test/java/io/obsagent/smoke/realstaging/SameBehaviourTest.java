/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.realstaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.harness.Observed;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What clients see of Real Staging is the same with the agent and without it. */
class SameBehaviourTest {
  @Test
  void everyScenarioEndsTheSameWithTheAgent() {
    Map<Scenario, Transcript> without;
    try (RealStaging system = RealStaging.builder().start()) {
      without = system.runAll();
    }
    Map<Scenario, Transcript> with;
    try (Observed observed = Observed.start(new RealStagingSample())) {
      with = ((RealStaging) observed.system()).runAll();
    }
    for (Scenario scenario : Scenario.values()) {
      assertThat(with.get(scenario).lines())
          .as(scenario.name())
          .isEqualTo(without.get(scenario).lines());
    }
  }
}
