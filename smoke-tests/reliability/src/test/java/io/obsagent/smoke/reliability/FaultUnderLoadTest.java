/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.obsagent.smoke.reliability.FaultyBackend.Fault;
import io.obsagent.smoke.servers.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An application over PostgreSQL and Redis under load, whose backend is well and faulty in turn.
 * Its answers take no longer when the backend is faulty, compared with those shortly before and
 * after.
 */
@Tag("long")
@Isolated
class FaultUnderLoadTest {
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration HEALTHY = Duration.ofSeconds(30);
  private static final Duration FAULTY = Duration.ofSeconds(60);
  private static final Duration RESUMES = Duration.ofSeconds(10);
  private static final int RATE = 2000;
  private static final double SLOWER = 1.1;
  private static final long MOST_HEAP = 8_000_000;
  private static final int MOST_LINES = 20;

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void aMinuteOfAnyFaultIsNotNoticed(int version) throws Exception {
    Path bin = Jvm.bin(version);
    assumeTrue(bin != null, "JDK " + version + " is not here: ./jdk " + version + " fetches it");
    List<Executable> all = new ArrayList<>();
    try (Servers servers = Servers.startDatabases();
        FaultyBackend backend = new FaultyBackend();
        Jvm jvm = start(bin, servers, backend);
        Load load = new Load(jvm.port(), "/work", RATE, "one")) {
      backend.forget();
      load.run(WARM_UP);
      Load.Result before = load.run(HEALTHY);
      long heap = heap(jvm);
      assertThat(before.failed()).as("failed while healthy").isZero();
      for (Fault fault : Fault.values()) {
        if (fault != Fault.NONE) {
          backend.set(fault);
          Load.Result faulty = load.run(FAULTY);
          long more = heap(jvm) - heap;
          backend.set(Fault.NONE);
          Duration resumed = awaitTraces(System.nanoTime(), backend, load);
          Load.Result after = load.run(HEALTHY);
          double healthy = (before.p99() + after.p99()) / 2;
          System.out.printf(
              "JDK %d, %s: %.0f requests/s, %d failed, p99 %.0f µs, healthy %.0f and %.0f µs,"
                  + " %d KB more heap, resumed in %d ms%n",
              version,
              fault,
              faulty.rate(),
              faulty.failed(),
              faulty.p99(),
              before.p99(),
              after.p99(),
              more / 1000,
              resumed.toMillis());
          all.add(() -> assertThat(faulty.failed()).as("%s: failed", fault).isZero());
          all.add(() -> assertThat(after.failed()).as("after %s: failed", fault).isZero());
          all.add(() -> assertThat(faulty.p99()).as("%s: p99", fault).isLessThan(SLOWER * healthy));
          all.add(() -> assertThat(more).as("%s: heap", fault).isLessThan(MOST_HEAP));
          all.add(() -> assertThat(resumed).as("%s: resumed", fault).isLessThan(RESUMES));
          before = after;
        }
      }
      assertThat(jvm.lines())
          .filteredOn(line -> line.startsWith("[obs-agent]"))
          .allMatch(line -> line.contains("Cannot export ") || line.contains(" works again"))
          .hasSizeLessThanOrEqualTo(MOST_LINES);
    }
    assertAll(all);
  }

  private static Jvm start(Path bin, Servers servers, FaultyBackend backend) throws Exception {
    return Jvm.start(
        bin,
        List.of(
            "-javaagent:" + Jvm.AGENT,
            "-Xmx128m",
            "-XX:TieredStopAtLevel=4",
            "-Dobs.server.enabled=false",
            "-Dotel.exporter.otlp.endpoint=" + backend.url()),
        Map.of(),
        Jvm.classes(
            org.postgresql.Driver.class,
            redis.clients.jedis.Jedis.class,
            org.apache.commons.pool2.ObjectPool.class,
            org.slf4j.Logger.class),
        "example.reliability.Work",
        servers.postgres().jdbcUrl(),
        servers.redis().url());
  }

  private static long heap(Jvm jvm) throws Exception {
    return Long.parseLong(jvm.get("/heap").substring(4));
  }

  /** How long it takes, under load, from a start until traces arrive. */
  private static Duration awaitTraces(long start, FaultyBackend backend, Load load)
      throws Exception {
    while (backend.resumed() == 0
        && System.nanoTime() - start < RESUMES.multipliedBy(2).toNanos()) {
      load.run(Duration.ofSeconds(1));
    }
    long resumed = backend.resumed();
    return Duration.ofNanos((resumed == 0 ? System.nanoTime() : resumed) - start);
  }
}
