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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An application over PostgreSQL and Redis under load, whose backend is well and faulty in turn.
 * Its answers take no longer when the backend is faulty: compared with those, in the same minute,
 * of a second one whose backend is always well, as the two compare while both backends are.
 */
@Tag("long")
@Isolated
class FaultUnderLoadTest {
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration HEALTHY = Duration.ofSeconds(30);
  private static final Duration FAULTY = Duration.ofSeconds(60);
  private static final Duration RESUMES = Duration.ofSeconds(10);
  private static final int RATE = 1000;
  private static final double SLOWER = 1.1;
  private static final long MOST_HEAP = 8_000_000;
  private static final int MOST_LINES = 20;

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void aMinuteOfAnyFaultIsNotNoticed(int version) throws Exception {
    Path bin = Jvm.bin(version);
    assumeTrue(bin != null, "JDK " + version + " is not here: ./jdk " + version + " fetches it");
    List<Run> runs = new ArrayList<>();
    List<Load.Result> healthy = new ArrayList<>();
    List<Load.Result> healthyOther = new ArrayList<>();
    try (Servers servers = Servers.startDatabases();
        FaultyBackend backend = new FaultyBackend();
        FaultyBackend well = new FaultyBackend();
        Jvm jvm = start(bin, servers, backend);
        Jvm other = start(bin, servers, well);
        Load load = new Load(jvm.port(), "/work", RATE, "one");
        Load otherLoad = new Load(other.port(), "/work", RATE, "one")) {
      backend.forget();
      well.forget();
      Load.run(WARM_UP, load, otherLoad);
      long heap = heap(jvm);
      for (Fault fault : Fault.values()) {
        backend.set(fault);
        List<Load.Result> results =
            Load.run(fault == Fault.NONE ? HEALTHY : FAULTY, load, otherLoad);
        if (fault != Fault.NONE) {
          long more = heap(jvm) - heap;
          backend.set(Fault.NONE);
          Duration resumed = awaitTraces(System.nanoTime(), backend, load, otherLoad);
          runs.add(new Run(fault, results.get(0), results.get(1), more, resumed));
          results = Load.run(HEALTHY, load, otherLoad);
        }
        healthy.add(results.get(0));
        healthyOther.add(results.get(1));
      }
      assertThat(jvm.lines())
          .filteredOn(line -> line.startsWith("[obs-agent]"))
          .allMatch(line -> line.contains("Cannot export ") || line.contains(" works again"))
          .hasSizeLessThanOrEqualTo(MOST_LINES);
    }
    double usual = p99(healthy) / p99(healthyOther);
    System.out.printf(
        "JDK %d, all well: p99 %.0f µs, of the other %.0f µs%n",
        version, p99(healthy), p99(healthyOther));
    List<Executable> all = new ArrayList<>();
    for (Load.Result both : healthy) {
      all.add(() -> assertThat(both.failed()).as("failed while all is well").isZero());
    }
    for (Run run : runs) {
      double slower = run.faulty.p99() / run.other.p99() / usual;
      System.out.printf(
          "JDK %d, %s: %.0f requests/s, %d failed, p99 %.0f µs, of the other %.0f µs,"
              + " which is %.2f of the usual; %d KB more heap, resumed in %d ms%n",
          version,
          run.fault,
          run.faulty.rate(),
          run.faulty.failed(),
          run.faulty.p99(),
          run.other.p99(),
          slower,
          run.heap / 1000,
          run.resumed.toMillis());
      all.add(() -> assertThat(run.faulty.failed()).as("%s: failed", run.fault).isZero());
      all.add(() -> assertThat(slower).as("%s: p99", run.fault).isLessThan(SLOWER));
      all.add(() -> assertThat(run.heap).as("%s: heap", run.fault).isLessThan(MOST_HEAP));
      all.add(() -> assertThat(run.resumed).as("%s: resumed", run.fault).isLessThan(RESUMES));
    }
    assertAll(all);
  }

  /** A minute of a fault; the heap in bytes beyond that of before. */
  private record Run(
      Fault fault, Load.Result faulty, Load.Result other, long heap, Duration resumed) {}

  /** The 99th percentile of all together, in microseconds. */
  private static double p99(List<Load.Result> results) {
    long[] nanos = results.stream().flatMapToLong(r -> Arrays.stream(r.nanos())).sorted().toArray();
    return new Load.Result(0, 0, nanos).p99();
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
  private static Duration awaitTraces(long start, FaultyBackend backend, Load... loads)
      throws Exception {
    while (backend.resumed() == 0
        && System.nanoTime() - start < RESUMES.multipliedBy(2).toNanos()) {
      Load.run(Duration.ofSeconds(1), loads);
    }
    long resumed = backend.resumed();
    return Duration.ofNanos((resumed == 0 ? System.nanoTime() : resumed) - start);
  }
}
