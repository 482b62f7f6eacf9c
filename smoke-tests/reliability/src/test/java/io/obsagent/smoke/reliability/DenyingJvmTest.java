/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.obsagent.smoke.backend.Backend;
import io.obsagent.smoke.servers.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A JVM that denies what future ones will. */
class DenyingJvmTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void nativeAccessAndUnsafeMemoryAreNotMissed() throws Exception {
    Path bin = Jvm.bin(25);
    assumeTrue(bin != null, "JDK 25 is not here: ./jdk 25 fetches it");
    int port = Ports.free();
    try (Backend backend = Backend.start();
        Jvm jvm =
            Jvm.start(
                bin,
                List.of(
                    "--illegal-native-access=deny",
                    "--sun-misc-unsafe-memory-access=deny",
                    "-javaagent:" + Jvm.AGENT,
                    "-Dotel.exporter.otlp.endpoint=" + backend.url(),
                    "-Dotel.bsp.schedule.delay=200",
                    "-Dotel.metric.export.interval=300",
                    "-Dobs.server.port=" + port),
                Map.of(),
                Jvm.smallApp().toString(),
                "example.small.SmallApp",
                "0",
                "")) {
      assertThat(jvm.get("/work")).isEqualTo("200 one");
      Poll.until(
          PATIENCE,
          () -> "a request and its queries are traced; the agent says " + jvm.lines(),
          () ->
              backend.spans().stream().anyMatch(span -> span.title().equals("SERVER GET /work"))
                  && backend.spans().stream()
                      .anyMatch(span -> span.title().equals("CLIENT SELECT items")));
      Poll.until(PATIENCE, "metrics are exported", () -> !backend.metrics().isEmpty());
      assertThat(Jvm.fetch("http://127.0.0.1:" + port + "/metrics"))
          .startsWith("200 ")
          .contains("\njvm_memory_used_bytes");
      assertThat(jvm.lines()).isEmpty();
    }
  }
}
