/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.obsagent.smoke.servers.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The agent keeps no virtual thread on its carrier. */
class VirtualThreadsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @Test
  void thousandsAreNotPinned() throws Exception {
    assertNoneIsPinned(3_000);
  }

  @Tag("long")
  @Test
  void aHundredThousandAreNotPinned() throws Exception {
    assertNoneIsPinned(100_000);
  }

  private static void assertNoneIsPinned(int count) throws Exception {
    Path bin = Jvm.bin(25);
    assumeTrue(bin != null, "JDK 25 is not here: ./jdk 25 fetches it");
    try (RedisServer server = RedisServer.start();
        FaultyBackend backend = new FaultyBackend()) {
      backend.forget();
      Run run =
          Run.java(
              bin,
              PATIENCE,
              List.of(
                  "-javaagent:" + Jvm.AGENT,
                  "-Xmx512m",
                  "-Dobs.server.port=0",
                  "-Dotel.exporter.otlp.endpoint=" + backend.url(),
                  "-cp",
                  Jvm.classes(
                      org.h2.Driver.class,
                      redis.clients.jedis.Jedis.class,
                      org.apache.commons.pool2.ObjectPool.class,
                      org.slf4j.Logger.class),
                  "example.reliability.Virtual",
                  Integer.toString(count),
                  server.url()));
      assertThat(run.lines()).contains("done " + count);
      assertThat(run.lines()).noneMatch(line -> line.startsWith("pinned "));
      assertThat(run.lines()).noneMatch(line -> line.startsWith("[obs-agent]"));
      assertThat(run.status()).isZero();
      assertThat(backend.forgotten()).isPositive();
    }
  }
}
