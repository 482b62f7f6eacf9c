/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.systems;

import io.obsagent.smoke.harness.Client;
import io.obsagent.smoke.harness.Jars;
import io.obsagent.smoke.harness.Launch;
import io.obsagent.smoke.harness.Redis;
import io.obsagent.smoke.harness.Reply;
import io.obsagent.smoke.harness.SampleSystem;
import io.obsagent.smoke.harness.Waiting;
import io.obsagent.smoke.servers.Ports;
import io.obsagent.smoke.servers.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** AutoServe, running: what clients do to it, each checked by what comes of it. */
final class AutoServe extends SampleSystem {
  static final String BACKEND = "backend";
  static final String WORKER = "worker";
  static final String CONTROLLER = "ml-controller";

  /** The JVMs, as its Prometheus knows them. */
  static final List<String> ROLES = List.of(BACKEND, WORKER, CONTROLLER);

  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration TASK = Duration.ofSeconds(60);
  private static final int GOOD_PER_OTHER = 2;

  private final Client client;
  private final int port;
  private final AtomicInteger users = new AtomicInteger();
  private final List<Runnable> others =
      List.of(
          this::good,
          this::urgent,
          this::triedAgain,
          this::triedInVain,
          this::failed,
          this::unknownTask,
          this::noTask,
          this::listed,
          this::forgotten,
          this::lookInVain,
          this::strangers,
          this::nameTaken,
          this::noResult);

  private AutoServe(Servers servers, int port) {
    super(servers);
    this.port = port;
    this.client = new Client("http://127.0.0.1:" + port);
  }

  static AutoServe start(Launch launch) {
    AutoServe system = new AutoServe(Servers.startDatabases(), Ports.free());
    try {
      Path jar = Jars.application("autoserve");
      system.client.awaitReady(
          "/health", system.run(BACKEND, launch, jar, system.environment(BACKEND)));
      system.run(WORKER, launch, jar, system.environment(WORKER));
      system.run(CONTROLLER, launch, jar, system.environment(CONTROLLER));
      system.jvm(WORKER).awaitLine(line -> line.contains("Worker started"), START);
      system.jvm(CONTROLLER).awaitLine(line -> line.contains("Model trained"), START);
    } catch (RuntimeException e) {
      system.close();
      throw e;
    }
    return system;
  }

  private Map<String, String> environment(String role) {
    Map<String, String> environment = new HashMap<>();
    environment.put("SPRING_PROFILES_ACTIVE", role);
    environment.put("PORT", Integer.toString(port));
    environment.put("DATABASE_URL", servers().postgres().jdbcUrl());
    environment.put("DATABASE_USER", servers().postgres().user());
    environment.put("DATABASE_PASSWORD", servers().postgres().password());
    environment.put("REDIS_URL", servers().redis().url());
    environment.put("SESSION_SECONDS", "20");
    environment.put("SCALING_INTERVAL_MS", "500");
    environment.put("TRAINING_INTERVAL_MS", "2000");
    return environment;
  }

  /** Somebody registers, has data processed, looks at the result and leaves. */
  @Override
  public void good() {
    Client user = user();
    String id = task(user, "data_processing", 25, false);
    awaitEnd(user, id, "completed");
    expect(200, user.get("/api/tasks/" + id + "/result"));
    expect(204, user.post("/api/logout", ""));
  }

  @Override
  public void round() {
    others.forEach(Runnable::run);
  }

  /** Two tasks that go well, then something else. */
  @Override
  public void step(int number) {
    int every = GOOD_PER_OTHER + 1;
    if (number % every == GOOD_PER_OTHER) {
      others.get(number / every % others.size()).run();
    } else {
      good();
    }
  }

  private void urgent() {
    Client user = user();
    awaitEnd(user, task(user, "send_report", 1, true), "completed");
  }

  private void triedAgain() {
    Client user = user();
    awaitEnd(user, task(user, "import_feed", 5, false), "completed");
  }

  private void triedInVain() {
    Client user = user();
    awaitEnd(user, task(user, "import_feed", 5000, false), "failed");
  }

  private void failed() {
    Client user = user();
    awaitEnd(user, task(user, "data_processing", 0, false), "failed");
  }

  private void unknownTask() {
    Client user = user();
    awaitEnd(user, task(user, "tea_making", 1, false), "failed");
  }

  /** Neither the request nor the element is one. */
  private void noTask() {
    expect(400, user().post("/api/tasks", "{}"));
    Redis.command(servers().redis(), "LPUSH", "autoserve:tasks:default", "poison");
  }

  private void listed() {
    expect(200, user().get("/api/tasks"));
  }

  /** Somebody logs in and never comes back. */
  private void forgotten() {
    user();
  }

  private void lookInVain() {
    expect(404, user().get("/api/tasks/0"));
    expect(404, client.get("/no/such/path"));
  }

  private void strangers() {
    expect(401, client.get("/api/tasks"));
    expect(401, client.post("/api/login", credentials("nobody")));
  }

  private void nameTaken() {
    String credentials = credentials(newName());
    expect(201, client.post("/api/users", credentials));
    expect(409, client.post("/api/users", credentials));
  }

  /** A failed task has no result, which the application did not foresee. */
  private void noResult() {
    Client user = user();
    String id = task(user, "data_processing", 0, false);
    awaitEnd(user, id, "failed");
    expect(500, user.get("/api/tasks/" + id + "/result"));
  }

  /** One who has registered and logged in. */
  private Client user() {
    Client user = client.withCookies();
    String credentials = credentials(newName());
    expect(201, user.post("/api/users", credentials));
    expect(200, user.post("/api/login", credentials));
    return user;
  }

  private static String task(Client user, String task, int records, boolean urgent) {
    String json = "{\"task\":\"%s\",\"records\":%d,\"urgent\":%b}".formatted(task, records, urgent);
    return expect(201, user.post("/api/tasks", json)).field("id");
  }

  private static void awaitEnd(Client user, String id, String status) {
    Waiting.until(
        "task " + id + " is " + status,
        TASK,
        () -> expect(200, user.get("/api/tasks/" + id)).field("status").equals(status));
  }

  private String newName() {
    return "user" + users.incrementAndGet();
  }

  private static String credentials(String name) {
    return "{\"name\":\"%s\",\"password\":\"secret of %s\"}".formatted(name, name);
  }

  private static Reply expect(int status, Reply reply) {
    if (reply.status() != status) {
      throw new IllegalStateException("not " + status + " but " + reply);
    }
    return reply;
  }
}
