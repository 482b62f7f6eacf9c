/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.backend.Backend;
import io.obsagent.smoke.backend.SeenSpan;
import io.obsagent.smoke.servers.Ports;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Five processes whose agents are to serve on the same port. */
class PortClashTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration REBINDS = Duration.ofSeconds(60);
  private static final int PROCESSES = 5;
  private static final int REQUESTS = 100;

  @Test
  void oneServesTheOthersSaySoOnceAllAreTracedAndTheNextTakesOver() throws Exception {
    int port = Ports.free();
    String metrics = "http://127.0.0.1:" + port + "/metrics";
    List<Jvm> all = new ArrayList<>();
    try (Backend backend = Backend.start()) {
      for (int i = 0; i < PROCESSES; i++) {
        all.add(
            Jvm.underAgent(
                List.of(
                    "-Dotel.service.name=service-" + i,
                    "-Dotel.exporter.otlp.endpoint=" + backend.url(),
                    "-Dotel.bsp.schedule.delay=200",
                    "-Dobs.server.port=" + port)));
        if (i == 0) {
          Poll.until(PATIENCE, "the first serves", () -> serves(metrics));
        }
      }
      for (Jvm jvm : all) {
        for (int i = 0; i < REQUESTS; i++) {
          assertThat(jvm.get("/ping")).isEqualTo("200 pong");
        }
      }
      Poll.until(
          PATIENCE,
          "all traces arrive",
          () ->
              backend.spans().stream()
                      .collect(Collectors.groupingBy(SeenSpan::service, Collectors.counting()))
                      .values()
                      .stream()
                      .filter(count -> count == REQUESTS)
                      .count()
                  == PROCESSES);
      for (Jvm jvm : all.subList(1, PROCESSES)) {
        Poll.until(PATIENCE, "the clash is told", () -> !jvm.lines().isEmpty());
      }

      Jvm first = all.remove(0);
      assertThat(first.lines()).isEmpty();
      first.close();
      Poll.until(REBINDS, "another serves", () -> serves(metrics));
      for (Jvm jvm : all) {
        assertThat(jvm.lines().stream().filter(line -> line.contains("Cannot serve metrics on")))
            .hasSize(1);
        assertThat(jvm.lines()).hasSizeLessThan(3);
      }
    } finally {
      for (Jvm jvm : all) {
        jvm.close();
      }
    }
  }

  private static boolean serves(String metrics) throws Exception {
    try {
      return Jvm.fetch(metrics).startsWith("200 ");
    } catch (IOException e) {
      return false;
    }
  }
}
