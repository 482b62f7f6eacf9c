/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import static io.obsagent.core.catalogue.InstalledRules.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.log.AgentLog;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Operations;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.core.vocabulary.Job;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.resources.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveRulesTest {
  private static final String STEADY =
      "metrics: {steady_total: {type: counter, on: http.server * **, labels: {route: route}}}";

  @TempDir Path folder;

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private LiveRules rules;
  private long age = 1_000_000;

  @BeforeEach
  void listen() {
    AgentLog.to(new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void close() {
    AgentLog.to(null);
    if (rules != null) {
      rules.close();
    }
    Operations.reset();
  }

  private void write(String name, String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve(name), yaml);
    age -= 1000;
    Files.setLastModifiedTime(
        file, FileTime.from(System.currentTimeMillis() - age, TimeUnit.MILLISECONDS));
  }

  private void start() {
    rules = LiveRules.load(List.of(), List.of(folder.toString()));
    assertThat(rules.catalogue().problems()).isEmpty();
    rules.install();
    Operations.ready(null);
  }

  private Map<String, Double> series(String name) {
    return InstalledRules.series(rules.produce(Resource.empty()), name);
  }

  private List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (String line : log.toString(StandardCharsets.UTF_8).split("\n")) {
      if (line.contains("WARN")) {
        warnings.add(line);
      }
    }
    return warnings;
  }

  @Test
  void howeverOftenRulesChangeWhatStaysIsExact() throws IOException {
    write("steady.yaml", STEADY);
    write("other.yaml", "metrics: {other_total: {type: counter, on: http.server * **}}");
    start();
    for (int i = 0; i < 80; i++) {
      for (int j = 0; j < 5_000; j++) {
        request("GET", "/a", 200);
      }
      String method = i % 2 == 0 ? "GET" : "*";
      write(
          "other.yaml",
          "metrics: {other_total: {type: counter, on: http.server " + method + " **}}");
      assertThat(rules.refresh()).isTrue();
    }
    assertThat(series("steady_total")).isEqualTo(Map.of("{route=/a}", 400_000.0));
    assertThat(series("obs_rule_evaluations_total"))
        .containsEntry("{rule=steady_total}", 400_000.0);
  }

  @Test
  void theFilesOfADirectoryAreRulesInTheOrderOfTheirNames() throws IOException {
    write("b.yaml", "metrics: {b_total: {type: counter, on: job *, override: true}}");
    write("a.yml", "metrics: {b_total: {type: counter, on: http.server * **}}");
    write("notes.txt", "no rules");
    write(".hidden.yaml", "no rules");
    start();
    assertThat(rules.catalogue().rule("b_total").definition.system).isEqualTo("b.yaml");
  }

  @Test
  void aFileThatWasLookedAtForMethodsIsNotReadOnceMore() throws IOException {
    write("a.yaml", "metrics: {a_total: {type: counter, on: 'method acme.A#a'}}");
    RulePlaces places = new RulePlaces(List.of(folder.toString()));
    assertThat(places.mayNameMethods()).isTrue();
    write("a.yaml", "metrics: {b_total: {type: counter, on: http.server * **}}");
    rules = LiveRules.load(List.of(), places);
    assertThat(rules.catalogue().rule("a_total")).isNotNull();
    assertThat(rules.refresh()).isTrue();
    assertThat(rules.catalogue().rule("a_total")).isNull();
    assertThat(rules.catalogue().rule("b_total")).isNotNull();
    assertThat(places.mayNameMethods()).isFalse();
  }

  @Test
  void whatStaysTheSameGoesOnCountingAndTheRestChanges() throws IOException {
    write("steady.yaml", STEADY);
    write("other.yaml", "metrics: {other_total: {type: counter, on: http.server GET **}}");
    start();
    request("GET", "/a", 200);
    assertThat(rules.refresh()).isFalse();
    write("other.yaml", "metrics: {other_total: {type: counter, on: http.server POST **}}");
    write("new.yaml", "metrics: {new_total: {type: counter, on: http.server * **}}");
    assertThat(rules.refresh()).isTrue();
    request("GET", "/a", 200);
    assertThat(series("steady_total")).isEqualTo(Map.of("{route=/a}", 2.0));
    assertThat(series("other_total")).isEqualTo(Map.of("{}", 0.0));
    assertThat(series("new_total")).isEqualTo(Map.of("{}", 1.0));
    assertThat(series("obs_rule_evaluations_total"))
        .containsEntry("{rule=steady_total}", 2.0)
        .containsEntry("{rule=new_total}", 1.0);
    Files.delete(folder.resolve("other.yaml"));
    assertThat(rules.refresh()).isTrue();
    request("POST", "/a", 200);
    assertThat(series("other_total")).isEmpty();
    assertThat(series("steady_total")).isEqualTo(Map.of("{route=/a}", 3.0));
    assertThat(warnings()).isEmpty();
  }

  @Test
  void whenAnythingIsWrongTheLastGoodRulesHoldAndEachErrorIsALine() throws IOException {
    write("steady.yaml", STEADY);
    start();
    write("bad.yaml", "metrics: {a_total: {type: countr, on: http.servr * **}}");
    write("steady.yaml", "\u0000\u0001garbage: [");
    assertThat(rules.refresh()).isFalse();
    request("GET", "/a", 200);
    assertThat(series("steady_total")).isEqualTo(Map.of("{route=/a}", 1.0));
    assertThat(warnings())
        .hasSize(3)
        .allMatch(line -> line.endsWith(" (the rules before hold)"))
        .anyMatch(line -> line.contains("bad.yaml:1:27: error: type 'countr' is not one of"))
        .anyMatch(line -> line.contains("bad.yaml:1:39: error: 'http.servr' is not a source"))
        .anyMatch(line -> line.contains("steady.yaml"));
    write("bad.yaml", "metrics: {a_total: {type: countr, on: http.servr * **}}");
    assertThat(rules.refresh()).isFalse();
    assertThat(warnings()).hasSize(3);
    write("steady.yaml", STEADY);
    write("bad.yaml", "metrics: {a_total: {type: counter, on: http.server * **}}");
    assertThat(rules.refresh()).isTrue();
    request("GET", "/a", 200);
    assertThat(series("steady_total")).isEqualTo(Map.of("{route=/a}", 2.0));
  }

  @Test
  void twoFilesThatClashChangeNothing() throws IOException {
    write("a.yaml", STEADY);
    start();
    write("b.yaml", STEADY.replace("* **", "GET **"));
    assertThat(rules.refresh()).isFalse();
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("b.yaml:1:11: error: metric 'steady_total' is in a.yaml already");
  }

  @Test
  void aChangeWithinTheSameMomentIsSeen() throws IOException {
    Path file = folder.resolve("a.yaml");
    Files.writeString(file, STEADY);
    FileTime moment = Files.getLastModifiedTime(file);
    start();
    Files.writeString(file, STEADY.replace("route: route", "roote: route"));
    Files.setLastModifiedTime(file, moment);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!rules.refresh() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    request("GET", "/a", 200);
    assertThat(series("steady_total")).isEqualTo(Map.of("{roote=/a}", 1.0));
  }

  @Test
  void aChangedLimitMakesARuleAnew() throws IOException {
    write("steady.yaml", STEADY);
    start();
    request("GET", "/a", 200);
    write("steady.yaml", "defaults: {max_values: 7}\n" + STEADY);
    assertThat(rules.refresh()).isTrue();
    assertThat(series("steady_total")).isEmpty();
  }

  @Test
  void anOperationThatIsOpenIsEndedByTheRulesAfter() throws IOException {
    String joined =
        """
        operations:
          work: {key: id, start: {on: http.server * **, key: request.id}, end: job *}
        """;
    write("work.yaml", joined);
    start();
    request("POST", "/work").set(HttpServer.REQUEST_ID, "1").end();
    write(
        "metric.yaml",
        "metrics: {work_total: {type: counter, on: operation work, labels: {by: end.name, at: start.route}}}");
    assertThat(rules.refresh()).isTrue();
    request("POST", "/work").set(HttpServer.REQUEST_ID, "2").end();
    for (String id : List.of("1", "2")) {
      Operation.start(Job.TYPE, Context.root()).set(Job.NAME, "j").set(Job.ID, id).end();
    }
    assertThat(series("work_total"))
        .isEqualTo(Map.of("{at=unknown, by=j}", 1.0, "{at=/work, by=j}", 1.0));
  }

  @Test
  void sumsAreExactWhileRulesChange() throws Exception {
    write("steady.yaml", STEADY);
    start();
    AtomicBoolean over = new AtomicBoolean();
    long[] counts = new long[2];
    Thread[] threads = new Thread[2];
    for (int t = 0; t < 2; t++) {
      int mine = t;
      threads[t] =
          new Thread(
              () -> {
                while (!over.get()) {
                  request("GET", "/a", 200);
                  counts[mine]++;
                }
              });
      threads[t].start();
    }
    for (int i = 0; i < 50; i++) {
      write("other.yaml", "metrics: {o" + i + "_total: {type: counter, on: http.server * **}}");
      assertThat(rules.refresh()).isTrue();
    }
    over.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(series("steady_total"))
        .isEqualTo(Map.of("{route=/a}", (double) (counts[0] + counts[1])));
  }

  @Test
  void filesAreWatchedByADaemonThreadUntilItIsClosed() throws Exception {
    write("steady.yaml", STEADY);
    start();
    rules.watch(1);
    write("steady.yaml", STEADY.replace("steady_total", "watched_total"));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (rules.catalogue().rule("watched_total") == null && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(rules.catalogue().rule("watched_total")).isNotNull();
    assertThat(
            Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("obs-rules")))
        .singleElement()
        .matches(Thread::isDaemon);
  }
}
