/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.obsagent.smoke.backend.Backend;
import io.obsagent.smoke.backend.Scrape;
import io.obsagent.smoke.backend.SeenSpan;
import io.obsagent.smoke.backend.Trace;
import io.obsagent.smoke.harness.ChildJvm;
import io.obsagent.smoke.harness.Client;
import io.obsagent.smoke.harness.Jars;
import io.obsagent.smoke.harness.Jdks;
import io.obsagent.smoke.harness.Waiting;
import io.obsagent.smoke.servers.Ports;
import io.obsagent.smoke.servers.RedisServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same application of Spring Boot under the agent on every Java that the agent is for. */
class SpringMatrixTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
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
  @ValueSource(ints = {8, 25})
  void allOfItIsSeenInTomcat(int version) {
    run(version, false);
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(ints = {11, 17, 21})
  void allOfItIsSeenInTomcatOnEveryOtherJava(int version) {
    run(version, false);
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(ints = {8, 11, 17, 21, 25})
  void allOfItIsSeenInJetty(int version) {
    run(version, true);
  }

  private static void run(int version, boolean jetty) {
    Path home = Jdks.home(version);
    assumeTrue(home != null, Jdks.howToGet(version));
    int port = Ports.free();
    try (Backend backend = Backend.start();
        ChildJvm jvm =
            ChildJvm.start(
                "application",
                home,
                List.of(
                    "-javaagent:" + Jars.agent(),
                    "-Dobs.server.port=" + port,
                    "-Dobs.catalogue=vantage,apex",
                    "-Dotel.exporter.otlp.endpoint=" + backend.url(),
                    "-Dotel.bsp.schedule.delay=100",
                    "-jar",
                    Jars.application("spring-app").toString(),
                    "--redis.url=" + redis.url(),
                    jetty ? "--jetty=true" : "--tomcat=true"),
                Map.of())) {
      String ready = jvm.awaitLine(line -> line.startsWith("ready "), PATIENCE);
      Client client = new Client("http://127.0.0.1:" + ready.substring("ready ".length()));
      assertThat(client.get("/items/1").body()).isEqualTo("one");
      checkTraces(backend, jvm, client);
      checkMetrics("http://127.0.0.1:" + port + "/metrics");
      assertThat(jvm.lines())
          .anyMatch(line -> line.contains(jetty ? "Jetty started" : "Tomcat started"));
      assertThat(jvm.lines()).noneMatch(line -> line.contains("[obs-agent]"));
    }
  }

  private static void checkTraces(Backend backend, ChildJvm jvm, Client client) {
    String itemTree =
        """
        SERVER GET /items/{id}
          CLIENT SELECT items
          CLIENT redis INCR
          INTERNAL job Mailer.tell
            CLIENT INSERT mails""";
    Trace item = whole(backend, "GET /items/{id}", 5);
    assertThat(item.text()).isEqualTo(itemTree);
    awaitLogged(jvm, item.root(), "item one");
    awaitLogged(jvm, item.find("INTERNAL job Mailer.tell"), "told of one");

    Trace tidied = whole(backend, "schedule Mailer#tidy", 2);
    assertThat(tidied.text()).isEqualTo("INTERNAL schedule Mailer#tidy\n  CLIENT DELETE mails");
    awaitLogged(jvm, tidied.root(), "tidied");

    var rename =
        client
            .request("/items/1", "Content-Type", "text/plain")
            .PUT(BodyPublishers.ofString("first"));
    assertThat(client.send(rename).body()).isEqualTo("renamed 1");
    assertThat(whole(backend, "PUT /items/{id}", 3).text())
        .isEqualTo("SERVER PUT /items/{id}\n  CLIENT UPDATE items\n  CLIENT COMMIT");

    assertThat(client.get("/call").body()).isEqualTo("first");
    assertThat(whole(backend, "GET /call", 7).text())
        .isEqualTo("SERVER GET /call\n  CLIENT GET\n" + itemTree.indent(4).stripTrailing());

    assertThat(client.get("/broken").status()).isEqualTo(500);
    Trace broken = whole(backend, "GET /broken", 2);
    assertThat(broken.text()).isEqualTo("SERVER GET /broken\n  CLIENT SELECT missing");
    assertThat(broken.spans()).extracting(SeenSpan::status).containsOnly("ERROR");
  }

  private static Trace whole(Backend backend, String root, int spans) {
    return backend.await(
        trace -> trace.root().name().equals(root) && trace.spans().size() == spans, PATIENCE);
  }

  /** A line of the application has the ids of a span. */
  private static void awaitLogged(ChildJvm jvm, SeenSpan span, String message) {
    jvm.awaitLine(
        ("INFO trace=" + span.traceId() + " span=" + span.spanId() + " " + message)::equals,
        PATIENCE);
  }

  private static void checkMetrics(String url) {
    List<String> wanted =
        List.of(
            "http_requests_total{endpoint=\"/items/{id}\",method=\"GET\",status=\"200\"} 2",
            "http_requests_total{endpoint=\"/items/{id}\",method=\"PUT\",status=\"200\"} 1",
            "http_requests_total{endpoint=\"/call\",method=\"GET\",status=\"200\"} 1",
            "http_requests_total{endpoint=\"/broken\",method=\"GET\",status=\"500\"} 1",
            "db_transactions_total{outcome=\"commit\"} 1",
            "db_connections_active 0",
            "db_connections_max 4",
            "scheduler_executions_total{job=\"Mailer#tidy\",status=\"completed\"} 1",
            "obs_advice_failures_total 0",
            "obs_weaving_failures_total 0");
    List<String> missing = new ArrayList<>();
    Waiting.until(
        "all metrics",
        PATIENCE,
        () -> {
          List<String> lines = Scrape.from(url).text().lines().toList();
          missing.clear();
          missing.addAll(wanted);
          missing.removeAll(lines);
          return missing.isEmpty();
        });
  }
}
