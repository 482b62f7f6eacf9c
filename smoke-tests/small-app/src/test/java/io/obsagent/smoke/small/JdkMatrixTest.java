/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.small;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.obsagent.smoke.backend.Backend;
import io.obsagent.smoke.backend.Trace;
import io.obsagent.smoke.harness.Jars;
import io.obsagent.smoke.harness.Jdks;
import io.obsagent.smoke.servers.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same small application under the agent on every Java that the agent is for. */
class JdkMatrixTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static RedisServer redis;

  @BeforeAll
  static void startRedis() {
    redis = RedisServer.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 11, 17, 21, 25})
  void httpJdbcAndRedisAreTraced(int version) throws Exception {
    Path home = Jdks.home(version);
    assumeTrue(home != null, Jdks.howToGet(version));
    try (Backend backend = Backend.start();
        SmallAppProcess app =
            SmallAppProcess.start(
                home,
                List.of(
                    "-javaagent:" + Jars.agent(),
                    "-Dotel.exporter.otlp.endpoint=" + backend.url(),
                    "-Dotel.bsp.schedule.delay=200",
                    "-Dobs.server.port=0"),
                "0",
                redis.url())) {
      assertThat(app.get("/work")).isEqualTo("200 one");
      assertThat(app.get("/call")).isEqualTo("200 one");
      assertThat(app.get("/fail")).isEqualTo("500 failed");

      Trace work = backend.await(trace -> trace.root().name().equals("GET /work"), PATIENCE);
      assertThat(work.text())
          .isEqualTo(
              """
              SERVER GET /work
                CLIENT SELECT items
                CLIENT UPDATE items
                CLIENT SELECT items
                CLIENT redis SET
                CLIENT redis GET""");
      Trace call =
          backend.await(
              trace -> trace.root().name().equals("GET /call") && trace.spans().size() == 8,
              PATIENCE);
      assertThat(call.text())
          .isEqualTo(
              """
              SERVER GET /call
                CLIENT GET
                  SERVER GET /work
                    CLIENT SELECT items
                    CLIENT UPDATE items
                    CLIENT SELECT items
                    CLIENT redis SET
                    CLIENT redis GET""");
      Trace failed = backend.await(trace -> trace.root().name().equals("GET /fail"), PATIENCE);
      assertThat(failed.root().status()).isEqualTo("ERROR");
      assertThat(app.lines()).noneMatch(line -> line.contains("WARN"));
    }
  }
}
