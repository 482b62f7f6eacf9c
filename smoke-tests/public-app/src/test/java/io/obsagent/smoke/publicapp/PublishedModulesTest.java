/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.publicapp;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.backend.Backend;
import io.obsagent.smoke.backend.Scrape;
import io.obsagent.smoke.backend.SeenSpan;
import io.obsagent.smoke.backend.Trace;
import io.obsagent.smoke.central.PublishedModules;
import io.obsagent.smoke.servers.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many instrumentation modules of OpenTelemetry's own agent as extensions, at once, while the
 * server works. It runs beside one whose agent has none, and both are asked the same.
 */
@Tag("long")
class PublishedModulesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final PublishedModules modules = PublishedModules.get();
  private static final Watched with = new Watched(modules.setting());
  private static final Watched without = new Watched();

  /** A server under the agent, and what came of it. */
  private static final class Watched {
    final Backend backend = Backend.start();
    final int port = Ports.free();
    final List<String> answers = new ArrayList<>();
    final Server server;

    Watched(String... more) {
      server = new Server(Server.watched(backend, port, more));
    }

    void ask() {
      server.awaitReady();
      for (String request : Server.REQUESTS) {
        answers.add(server.ask(request));
      }
    }

    List<String> said() {
      return server.jvm().lines().stream().filter(line -> line.contains("[obs-agent]")).toList();
    }

    Scrape scrape() {
      return Scrape.from("http://127.0.0.1:" + port + "/metrics");
    }

    /** The traces of requests in their order, when all have arrived. */
    List<Trace> served() {
      backend.await(trace -> requests().size() >= Server.REQUESTS.size(), PATIENCE);
      return requests();
    }

    private List<Trace> requests() {
      return backend.traces().stream()
          .filter(trace -> trace.root().attribute("url.path") != null)
          .sorted(Comparator.comparing(trace -> trace.root().startNanos()))
          .toList();
    }

    void close() {
      server.close();
      backend.close();
    }
  }

  @BeforeAll
  static void askBoth() {
    with.ask();
    without.ask();
  }

  /** Whoever is told to end, ends. */
  @AfterAll
  static void stop() throws Exception {
    ProcessHandle process = with.server.jvm().handle();
    process.destroy();
    process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    with.close();
    without.close();
  }

  @Test
  void everyAnswerIsTheSameAsWithoutThem() {
    assertThat(with.answers).isEqualTo(without.answers);
  }

  @Test
  void eachIsTakenOrLeftOutAsIsListed() throws Exception {
    Map<String, String> outcomes = modules.outcomes(with.said());
    StringBuilder report = new StringBuilder();
    outcomes.forEach(
        (name, outcome) -> report.append(name).append(' ').append(outcome).append('\n'));
    report.append('\n');
    with.said().forEach(line -> report.append(line).append('\n'));
    Files.writeString(Path.of("target/published-modules.txt"), report);
    System.out.println(report);
    assertThat(outcomes).isEqualTo(modules.expected());
    assertThat(PublishedModules.subjects(with.said())).doesNotHaveDuplicates();
  }

  @Test
  void theAgentsOwnSpansAreInEveryTrace() {
    List<Trace> traces = with.served();
    List<Trace> alone = without.served();
    assertThat(traces).hasSameSizeAs(alone);
    for (int i = 0; i < alone.size(); i++) {
      Trace trace = traces.get(i);
      assertThat(trace.root().title()).isEqualTo(alone.get(i).root().title());
      List<String> titles = new ArrayList<>(titles(trace));
      for (String title : titles(alone.get(i))) {
        assertThat(titles.remove(title)).as("%s in %s", title, trace.text()).isTrue();
      }
    }
  }

  private static List<String> titles(Trace trace) {
    return trace.spans().stream().map(SeenSpan::title).toList();
  }

  @Test
  void theAgentsOwnMetricsAreTheSame() {
    with.served();
    without.served();
    assertThat(names(with.scrape())).containsAll(names(without.scrape()));
    assertThat(requests(with.scrape())).isEqualTo(requests(without.scrape()));
    assertThat(with.scrape().sum("http_requests_total")).isEqualTo(Server.REQUESTS.size());
    assertThat(with.scrape().sum("obs_weaving_failures_total")).isZero();
  }

  private static TreeSet<String> names(Scrape scrape) {
    TreeSet<String> names = new TreeSet<>();
    scrape.samples().forEach(sample -> names.add(sample.name()));
    return names;
  }

  private static Map<String, Double> requests(Scrape scrape) {
    Map<String, Double> requests = new TreeMap<>();
    for (Scrape.Sample sample : scrape.samples("http_requests_total")) {
      requests.put(sample.labels().toString(), sample.value());
    }
    return requests;
  }
}
