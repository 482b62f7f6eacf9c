/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is remembered of statements is bounded in bytes, not in number alone. */
class StatementsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final long MOST = 4_000_000;

  @Test
  void thousandsOfLongStatementsAreNotKept() throws Exception {
    assertTheyAreNotKept(2_000);
  }

  @Tag("long")
  @Test
  void aHundredThousandLongStatementsAreNotKept() throws Exception {
    assertTheyAreNotKept(100_000);
  }

  private static void assertTheyAreNotKept(int count) throws Exception {
    try (FaultyBackend backend = new FaultyBackend()) {
      backend.forget();
      List<String> arguments = new ArrayList<>(Jvm.SMALL);
      arguments.add("-javaagent:" + Jvm.AGENT);
      arguments.add("-Dobs.server.port=0");
      arguments.add("-Dotel.bsp.schedule.delay=200");
      arguments.add("-Dotel.exporter.otlp.endpoint=" + backend.url());
      arguments.addAll(List.of("-cp", Jvm.classes(org.h2.Driver.class)));
      arguments.addAll(List.of("example.reliability.Statements", Integer.toString(count)));
      Run run = Run.java(Jvm.BIN, PATIENCE, arguments);
      assertThat(run.status()).as("%s", run.lines()).isZero();
      assertThat(run.lines()).singleElement().asString().startsWith("grown ");
      assertThat(Long.parseLong(run.lines().get(0).substring(6))).isLessThan(MOST);
      assertThat(backend.forgotten()).isPositive();
    }
  }
}
