/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.realstaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.harness.Observed;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What clients see of Real Staging is the same with the agent and without it. */
class SameBehaviourTest {
  @Test
  void everyScenarioEndsTheSameWithTheAgent() {
    // At the same time, for most of it is waiting.
    CompletableFuture<Map<Scenario, Transcript>> without =
        CompletableFuture.supplyAsync(SameBehaviourTest::runWithout);
    Map<Scenario, Transcript> with = runWith();
    for (Scenario scenario : Scenario.values()) {
      assertThat(with.get(scenario).lines())
          .as(scenario.name())
          .isEqualTo(without.join().get(scenario).lines());
    }
  }

  private static Map<Scenario, Transcript> runWithout() {
    try (RealStaging system = RealStaging.builder().start()) {
      return system.runAll();
    }
  }

  private static Map<Scenario, Transcript> runWith() {
    try (Observed observed = Observed.start(new RealStagingSample())) {
      return ((RealStaging) observed.system()).runAll();
    }
  }
}
