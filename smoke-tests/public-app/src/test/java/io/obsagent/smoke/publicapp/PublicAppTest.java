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
import io.obsagent.smoke.harness.Jars;
import io.obsagent.smoke.harness.Launch;
import io.obsagent.smoke.servers.Ports;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Spring Cloud Data Flow's server as Maven Central serves it, which nobody here wrote: Spring Boot,
 * MVC, Security, JPA, Flyway, Batch, HikariCP, H2, RestTemplate. One runs under the agent, one
 * without, and both are asked the same.
 */
class PublicAppTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Backend backend = Backend.start();
  private static final List<String> answers = new ArrayList<>();
  private static final List<String> plainAnswers = new ArrayList<>();
  private static final int port = Ports.free();
  private static Server server;

  @BeforeAll
  static void askBoth() {
    server = new Server(Server.watched(backend, port));
    try (Server plain = new Server(List.of())) {
      server.awaitReady();
      plain.awaitReady();
      for (String request : Server.REQUESTS) {
        answers.add(server.ask(request));
        plainAnswers.add(plain.ask(request));
      }
    }
  }

  @AfterAll
  static void stop() {
    server.close();
    backend.close();
  }

  /** The traces of the requests to a path, in order, when so many have arrived. */
  private static List<Trace> traces(String method, String path, int count) {
    backend.await(trace -> served(method, path).size() >= count, PATIENCE);
    assertThat(served(method, path)).hasSize(count);
    return served(method, path);
  }

  private static List<Trace> served(String method, String path) {
    return backend.traces().stream()
        .filter(
            trace ->
                path.equals(trace.root().attribute("url.path"))
                    && method.equals(trace.root().attribute("http.request.method")))
        .toList();
  }

  private static String trace(String method, String path) {
    return traces(method, path, 1).get(0).text();
  }

  private static void awaitAll() {
    trace("GET", "/runtime/apps");
  }

  @Test
  void everyAnswerIsTheSameAsWithoutTheAgent() {
    assertThat(answers).isEqualTo(plainAnswers);
    assertThat(answers.stream().map(answer -> answer.substring(0, 3)))
        .containsExactly(
            "200", "200", "201", "200", "404", "200", "409", "200", "404", "500", "200", "404",
            "200", "404", "200", "500", "200", "500");
  }

  @Test
  void theAgentSaysNothing() {
    assertThat(server.jvm().lines()).noneMatch(line -> line.contains("[obs-agent]"));
  }

  @Test
  void whatJpaCreatesReadsAndDeletesIsInTheTraceOfItsRequest() {
    List<Trace> created = traces("POST", "/tasks/definitions", 2);
    assertThat(created.get(0).text())
        .isEqualTo(
            """
            SERVER POST /tasks/definitions
              CLIENT SELECT task_definitions
              CLIENT SELECT app_registration
              CLIENT SELECT task_definitions
              CLIENT SELECT task_definitions
              CLIENT CALL
              CLIENT INSERT task_definitions
              CLIENT INSERT audit_records
              CLIENT COMMIT""");
    assertThat(created.get(1).text())
        .isEqualTo(
            """
            SERVER POST /tasks/definitions
              CLIENT SELECT task_definitions
              CLIENT ROLLBACK""");
    assertThat(trace("GET", "/tasks/definitions/first"))
        .isEqualTo(
            """
            SERVER GET /tasks/definitions/{name}
              CLIENT SELECT task_definitions
              CLIENT COMMIT
              CLIENT SELECT TASK_EXECUTION""");
    assertThat(trace("DELETE", "/tasks/definitions/first")).contains("DELETE task_definitions");
  }

  @Test
  void everyQueryOfARequestTellsItsDatabaseAndServer() {
    for (SeenSpan span : traces("POST", "/tasks/definitions", 2).get(0).spans()) {
      if (span.kind().equals("CLIENT")) {
        assertThat(span.attributes())
            .containsEntry("db.system.name", "h2database")
            .containsEntry("db.namespace", "dataflow")
            .containsEntry("server.address", "localhost")
            .containsKey("server.port");
      }
    }
  }

  @Test
  void whatIsNotThereIsNoErrorAndWhatFailsIs() {
    SeenSpan missing = traces("GET", "/tasks/definitions/missing", 1).get(0).root();
    assertThat(missing.title() + " " + missing.status())
        .isEqualTo("SERVER GET /tasks/definitions/{name} UNSET");
    SeenSpan failed = traces("GET", "/tasks/definitions", 1).get(0).root();
    assertThat(failed.title() + " " + failed.status())
        .isEqualTo("SERVER GET /tasks/definitions ERROR");
    String line =
        server.jvm().awaitLine(said -> said.contains("No property nonsense found"), PATIENCE);
    assertThat(line).isNotEmpty();
    assertThat(server.jvm().lines())
        .anyMatch(said -> said.contains("ERROR trace_id=" + failed.traceId()));
  }

  @Test
  void aCallThatNobodyTakesIsAnErrorBelowItsRequest() {
    Trace trace = traces("GET", "/runtime/apps", 1).get(0);
    assertThat(trace.text())
        .isEqualTo(
            """
            SERVER GET /runtime/apps
              CLIENT SELECT stream_definitions
              CLIENT COMMIT
              CLIENT GET""");
    assertThat(trace.find("CLIENT GET").status()).isEqualTo("ERROR");
  }

  @Test
  void onlyRequestsBeginTracesOnceItRuns() {
    awaitAll();
    // It may end what it began before the first.
    long second = traces("GET", "/apps", 1).get(0).root().startNanos();
    for (Trace trace : backend.traces()) {
      if (trace.root().startNanos() > second) {
        assertThat(trace.root().kind()).as(trace.text()).isEqualTo("SERVER");
      }
    }
  }

  @Test
  void everySpanHasANameAndItsService() {
    awaitAll();
    assertThat(backend.spans())
        .allSatisfy(
            span -> {
              assertThat(span.service()).isEqualTo("spring-cloud-dataflow-server");
              assertThat(span.name()).isNotEqualTo("db.query");
            });
  }

  @Test
  void metricsHaveRoutesForEndpoints() {
    awaitAll();
    Scrape scrape = Scrape.from("http://127.0.0.1:" + port + "/metrics");
    Set<String> endpoints = new TreeSet<>();
    for (Scrape.Sample sample : scrape.samples("http_requests_total")) {
      endpoints.add(sample.labels().get("endpoint"));
    }
    assertThat(endpoints)
        .containsExactlyInAnyOrder(
            "/**",
            "/about",
            "/apps",
            "/apps/{type}/{name}",
            "/apps/{type}/{name}/{version:.+}",
            "/audit-records",
            "/jobs/executions/{id}",
            "/jobs/thinexecutions",
            "/runtime/apps",
            "/tasks/definitions",
            "/tasks/definitions/{name}",
            "unmatched");
    assertThat(scrape.sum("http_requests_total")).isEqualTo(Server.REQUESTS.size());
    assertThat(scrape.sum("obs_advice_failures_total")).isZero();
    assertThat(scrape.sum("obs_weaving_failures_total")).isZero();
  }

  @Test
  void doctorListsWhatIsWovenAndNothingThatIsNot() throws Exception {
    Process doctor =
        new ProcessBuilder(
                Launch.thisJdk().resolve("bin/java").toString(),
                "-jar",
                Jars.agent().toString(),
                "doctor",
                "--pid",
                Long.toString(server.jvm().handle().pid()))
            .redirectErrorStream(true)
            .start();
    String said = new String(doctor.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(doctor.waitFor()).as(said).isZero();
    assertThat(said)
        .contains("an agent answers")
        .doesNotContain("not instrumented:")
        .doesNotContain("problem:");
    List<String> woven =
        List.of(
            "apache-http-client-4",
            "hikaricp",
            "jdbc",
            "logback",
            "servlet",
            "spring-webmvc",
            "tomcat");
    for (String one : woven) {
      assertThat(said).containsPattern("(?m)^" + one + " +\\d+ ");
    }
  }
}
