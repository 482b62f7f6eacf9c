/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.backend.Backend;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An application that names its own log manager and MBean server gets them. */
class ManagersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void theApplicationsManagersWin() throws Exception {
    assertTheyWin(3, 300);
  }

  @Tag("long")
  @Test
  void theApplicationsManagersWinFiftyTimes() throws Exception {
    assertTheyWin(50, 20);
  }

  /** Each start names them somewhat later than the one before. */
  private static void assertTheyWin(int starts, int stepMillis) throws Exception {
    try (Backend backend = Backend.start()) {
      for (int i = 0; i < starts; i++) {
        Run run =
            Run.java(
                Jvm.BIN,
                PATIENCE,
                List.of(
                    "-javaagent:" + Jvm.AGENT,
                    "-Dobs.server.port=0",
                    "-Dotel.exporter.otlp.endpoint=" + backend.url(),
                    "-cp",
                    Jvm.classes(),
                    "example.reliability.Managers",
                    Integer.toString(i * stepMillis)));
        assertThat(run.lines())
            .as("start %s", i)
            .containsExactly("example.reliability.Managers$Logs 1");
        assertThat(run.status()).isZero();
      }
    }
  }
}
