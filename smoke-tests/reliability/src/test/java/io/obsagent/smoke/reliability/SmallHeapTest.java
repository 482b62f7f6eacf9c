/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.backend.Backend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application in a small heap, which the agent shares. */
class SmallHeapTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long MOST = 8_000_000;
  private static final int REQUESTS = 300;

  @ParameterizedTest
  @ValueSource(ints = {64, 32})
  void theAgentTakesLittleOfASmallHeap(int megabytes) throws Exception {
    try (Backend backend = Backend.start()) {
      long without = liveHeap(megabytes, List.of(), () -> true);
      long with =
          liveHeap(
              megabytes,
              List.of(
                  "-javaagent:" + Jvm.AGENT,
                  "-Dotel.exporter.otlp.endpoint=" + backend.url(),
                  "-Dobs.server.port=0",
                  "-Dotel.bsp.schedule.delay=200"),
              () -> backend.spans().size() >= REQUESTS);
      assertThat(with - without)
          .as("of %s MB: %s and %s", megabytes, with, without)
          .isLessThan(MOST);
    }
  }

  private static long liveHeap(int megabytes, List<String> options, Callable<Boolean> settled)
      throws Exception {
    List<String> all = new ArrayList<>(options);
    all.add("-Xmx" + megabytes + "m");
    try (Jvm jvm = Jvm.start(all, Map.of())) {
      for (int i = 0; i < REQUESTS; i++) {
        assertThat(jvm.get("/ping")).isEqualTo("200 pong");
      }
      Poll.until(PATIENCE, () -> "spans arrive; the agent says " + jvm.lines(), settled);
      assertThat(jvm.lines()).isEmpty();
      return Long.parseLong(jvm.get("/heap").substring(4));
    }
  }
}
