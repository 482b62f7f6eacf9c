/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.systems;

import io.obsagent.smoke.harness.Client;
import io.obsagent.smoke.harness.Jars;
import io.obsagent.smoke.harness.Launch;
import io.obsagent.smoke.harness.Redis;
import io.obsagent.smoke.harness.SampleSystem;
import io.obsagent.smoke.harness.Waiting;
import io.obsagent.smoke.servers.Ports;
import io.obsagent.smoke.servers.Servers;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The sign studio, running, and what its customers do. Thread-safe. */
final class Apex extends SampleSystem {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String QUEUE = "apex:queue:reports";
  private static final String CABINETS =
      "\"cabinets\":[{\"width\":96,\"height\":48,\"depth\":8},{\"width\":48,\"height\":48,\"depth\":6}]";
  private static final String HUGE = "\"cabinets\":[{\"width\":96000,\"height\":4800,\"depth\":8}]";
  private static final String DERIVE = "/signage/common/cabinets/derive";
  private static final String CALCULATE = "/signage/common/calculate";
  private static final String NOBODY = "00000000-0000-4000-8000-000000000000";

  /** What may happen at a step that is not good. */
  private final List<Runnable> troubles =
      List.of(
          () -> client().post(DERIVE, "{\"cabinets\":[{\"width\":0,\"height\":1,\"depth\":1}]}"),
          () -> client().post(DERIVE, "{"),
          () -> client().post("/projects", "{\"name\":\"\"}"),
          () -> client().get("/projects/" + NOBODY),
          () -> client().get("/nowhere"),
          () -> client().post(path(project(), "submit"), ""),
          this::refusedByTheDatabase,
          () -> client().post(path(project(), "report"), ""),
          () -> Redis.command(servers().redis(), "LPUSH", QUEUE, "this is not JSON"));

  private final Client client;

  private Apex(Servers servers, int port) {
    super(servers);
    this.client = new Client("http://127.0.0.1:" + port);
  }

  static Apex start(Launch launch) {
    int port = Ports.free();
    Apex apex = new Apex(Servers.startDatabases(), port);
    try {
      apex.start(launch, port);
    } catch (RuntimeException e) {
      apex.close();
      throw e;
    }
    return apex;
  }

  private void start(Launch launch, int port) {
    client.awaitReady(
        "/health", run("api", launch, Jars.application("apex"), variables("api", port)));
    run("worker", launch, Jars.application("apex"), variables("worker", port))
        .awaitLine(line -> line.contains("Worker started"), PATIENCE);
  }

  private Map<String, String> variables(String role, int port) {
    return Map.of(
        "ROLE", role,
        "PORT", Integer.toString(port),
        "DATABASE_URL", servers().postgres().jdbcUrl(),
        "DATABASE_USER", servers().postgres().user(),
        "DATABASE_PASSWORD", servers().postgres().password(),
        "REDIS_URL", servers().redis().url());
  }

  private Client client() {
    return client;
  }

  private static String path(String project, String what) {
    return "/projects/" + project + "/" + what;
  }

  private String project() {
    return client.post("/projects", "{\"name\":\"Main Street Diner\"}").field("id");
  }

  private String designed(String cabinets) {
    String project = project();
    client.send(
        client.request(path(project, "design")).PUT(BodyPublishers.ofString("{" + cabinets + "}")));
    return project;
  }

  private void refusedByTheDatabase() {
    client.post(path(designed(HUGE), "submit"), "");
  }

  private void calculate(int windSpeed) {
    client.post(CALCULATE, "{" + CABINETS + ",\"windSpeed\":" + windSpeed + "}");
  }

  /** A project from its first sketch to its report. */
  @Override
  public void good() {
    client.post(DERIVE, "{" + CABINETS + "}");
    calculate(115);
    String project = designed(CABINETS);
    client.post(path(project, "submit"), "");
    client.post(path(project, "report"), "");
    Waiting.until(
        "the report is there", PATIENCE, () -> client.get(path(project, "report")).status() == 200);
  }

  @Override
  public void round() {
    good();
    troubles.forEach(Runnable::run);
    calculate(116);
    good();
  }

  @Override
  public void step(int number) {
    switch (number % 4) {
      case 0 -> client.post(DERIVE, "{" + CABINETS + "}");
      case 1 -> calculate(80 + number % 50);
      case 2 -> good();
      default -> troubles.get(number / 4 % troubles.size()).run();
    }
  }
}
