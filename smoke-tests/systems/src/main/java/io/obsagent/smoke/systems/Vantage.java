/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.systems;

import io.obsagent.smoke.harness.ChildJvm;
import io.obsagent.smoke.harness.Client;
import io.obsagent.smoke.harness.Jars;
import io.obsagent.smoke.harness.Launch;
import io.obsagent.smoke.harness.Redis;
import io.obsagent.smoke.harness.Reply;
import io.obsagent.smoke.harness.SampleSystem;
import io.obsagent.smoke.harness.Stripe;
import io.obsagent.smoke.harness.Waiting;
import io.obsagent.smoke.servers.Ports;
import io.obsagent.smoke.servers.Servers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The publishing platform, running, and what its organisations and Stripe do. Thread-safe. */
final class Vantage extends SampleSystem {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String QUEUE = "vantage:queue:publish";
  private static final String SECRET = "whsec_of_the_sample";
  private static final String ACME = "/api/v1/organizations/acme";
  private static final String GLOBEX = "/api/v1/organizations/globex";

  private static final String INVOICE =
      "{\"id\":\"in_1\",\"object\":\"invoice\",\"amount_paid\":4900,\"lines\":{\"object\":\"list\",\"data\":["
          + "{\"id\":\"il_1\",\"object\":\"line_item\",\"price\":{\"id\":\"price_1\",\"object\":\"price\","
          + "\"lookup_key\":\"team\"}}]}}";

  /** What may happen at a step that is not good. */
  private final List<Runnable> troubles =
      List.of(
          () -> client().post(ACME + "/posts", "{\"title\":\"\"}"),
          () -> client().get(ACME + "/posts/999999"),
          () -> client().get("/nowhere"),
          () -> client().post(ACME + "/posts", "{\"title\":\"" + "too long ".repeat(10) + "\"}"),
          () -> client().post(GLOBEX + "/generations", "{\"prompt\":\"something forbidden\"}"),
          () -> publish(GLOBEX, "A rejected post"),
          () -> Redis.command(servers().redis(), "LPUSH", QUEUE, "this is not JSON"),
          () -> stripe().forge("invoice.paid", INVOICE));

  private final Client client;
  private final Stripe stripe;

  private Vantage(Servers servers, int port) {
    super(servers);
    this.client = new Client("http://127.0.0.1:" + port);
    this.stripe = new Stripe(client, "/api/v1/stripe", SECRET);
  }

  static Vantage start(Launch launch) {
    int port = Ports.free();
    Vantage vantage = new Vantage(Servers.startDatabases(), port);
    try {
      vantage.start(launch, port);
    } catch (RuntimeException e) {
      vantage.close();
      throw e;
    }
    return vantage;
  }

  /** The API first, as it makes the tables. */
  private void start(Launch launch, int port) {
    ChildJvm api = run("api", launch, Jars.application("vantage"), variables("api", port));
    client.awaitReady("/api/v1/health", api);
    for (String role : List.of("worker", "scheduler")) {
      run(role, launch, Jars.application("vantage"), variables(role, 0));
    }
    for (String role : List.of("worker", "scheduler")) {
      jvm(role).awaitLine(line -> line.contains("Started VantageApplication"), PATIENCE);
    }
  }

  private Map<String, String> variables(String role, int port) {
    return Map.of(
        "ROLE", role,
        "PORT", Integer.toString(port),
        "DATABASE_URL", servers().postgres().jdbcUrl(),
        "DATABASE_USER", servers().postgres().user(),
        "DATABASE_PASSWORD", servers().postgres().password(),
        "REDIS_URL", servers().redis().url(),
        "STRIPE_SECRET", SECRET);
  }

  private Stripe stripe() {
    return stripe;
  }

  private Client client() {
    return client;
  }

  /** Writes a post and has it published; the path of the post. */
  private String publish(String organization, String title) {
    Reply post = client.post(organization + "/posts", "{\"title\":\"" + title + "\"}");
    String path = organization + "/posts/" + post.field("id");
    client.post(path + "/publish", "");
    return path;
  }

  /** A post from its draft to its publication. */
  @Override
  public void good() {
    String path = publish(ACME, "All is well");
    Waiting.until(
        "the post is published",
        PATIENCE,
        () -> client.get(path).field("status").equals("published"));
  }

  @Override
  public void round() {
    good();
    client.get(GLOBEX + "/posts");
    client.post(GLOBEX + "/generations", "{\"prompt\":\"spring\"}");
    stripe.send("invoice.paid", INVOICE);
    troubles.forEach(Runnable::run);
    good();
  }

  @Override
  public void step(int number) {
    switch (number % 5) {
      case 0 -> client.get(ACME + "/posts");
      case 1 -> client.post(GLOBEX + "/generations", "{\"prompt\":\"spring\"}");
      case 2 -> good();
      case 3 -> stripe.send("invoice.paid", INVOICE);
      default -> troubles.get(number / 5 % troubles.size()).run();
    }
  }
}
