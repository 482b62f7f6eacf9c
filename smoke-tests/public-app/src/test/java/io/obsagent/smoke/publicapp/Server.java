/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.publicapp;

import io.obsagent.smoke.backend.Backend;
import io.obsagent.smoke.harness.ChildJvm;
import io.obsagent.smoke.harness.Client;
import io.obsagent.smoke.harness.Jars;
import io.obsagent.smoke.harness.Launch;
import io.obsagent.smoke.harness.Reply;
import io.obsagent.smoke.servers.Ports;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Spring Cloud Data Flow's server in a JVM of its own, with the H2 database that it starts. */
final class Server implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(300);

  /** What is asked, in this order. */
  static final List<String> REQUESTS =
      List.of(
          "GET /about",
          "GET /apps",
          "POST /apps/task/timestamp/3.0.0?uri=file:///timestamp.jar",
          "GET /apps/task/timestamp",
          "GET /apps/task/nothing",
          "POST /tasks/definitions name=first&definition=timestamp",
          "POST /tasks/definitions name=first&definition=timestamp",
          "GET /tasks/definitions/first",
          "GET /tasks/definitions/missing",
          "GET /tasks/definitions?sort=nonsense",
          "GET /jobs/thinexecutions",
          "GET /jobs/executions/17",
          "GET /audit-records",
          "GET /no/such/path",
          "GET /dashboard/index.html",
          "PUT /apps",
          "DELETE /tasks/definitions/first",
          "GET /runtime/apps");

  private final ChildJvm jvm;
  private final Client client;
  private final List<Integer> ports = new ArrayList<>();

  /** Begins to start it, with these further arguments of the JVM. */
  Server(List<String> options) {
    for (int i = 0; i < 3; i++) {
      ports.add(Ports.free());
    }
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(
        List.of(
            "-Xmx400m",
            "-jar",
            Path.of("target/spring-cloud-dataflow-server.jar").toAbsolutePath().toString(),
            "--server.port=" + ports.get(0),
            "--spring.datasource.url=jdbc:h2:tcp://localhost:" + ports.get(1) + "/mem:dataflow",
            // Nobody is there.
            "--spring.cloud.skipper.client.serverUri=http://localhost:" + ports.get(2) + "/api",
            "--spring.cloud.config.enabled=false",
            "--logging.pattern.level=%p trace_id=%X{trace_id}"));
    jvm = ChildJvm.start("public-app", Launch.thisJdk(), arguments, Map.of());
    client = new Client("http://127.0.0.1:" + ports.get(0));
  }

  /** The agent, which sends spans there and serves metrics here, with further arguments. */
  static List<String> watched(Backend backend, int port, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "-javaagent:" + Jars.agent(),
                "-Dobs.server.port=" + port,
                "-Dotel.exporter.otlp.endpoint=" + backend.url(),
                "-Dotel.bsp.schedule.delay=100",
                "-Dotel.metrics.exporter=none"));
    options.addAll(List.of(more));
    return options;
  }

  /** Waits for the last that it does by itself. */
  void awaitReady() {
    jvm.awaitLine(line -> line.contains("into Task Launcher repository"), START);
  }

  ChildJvm jvm() {
    return jvm;
  }

  /** Sends {@code METHOD path} and perhaps a form; what comes back, without what always differs. */
  String ask(String request) {
    String[] words = request.split(" ");
    Reply reply =
        client.send(
            client
                .request(words[1], "Content-Type", "application/x-www-form-urlencoded")
                .method(
                    words[0],
                    words.length == 2
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofString(words[2])));
    String text = reply.toString();
    for (int port : ports) {
      text = text.replace(":" + port, ":PORT");
    }
    return text.replaceAll("\\d{4}-\\d\\d-\\d\\dT[^\"]*", "TIME");
  }

  @Override
  public void close() {
    jvm.close();
  }
}
