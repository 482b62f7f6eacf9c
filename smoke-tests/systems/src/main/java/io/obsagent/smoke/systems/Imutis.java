/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.systems;

import io.obsagent.smoke.harness.ChildJvm;
import io.obsagent.smoke.harness.Client;
import io.obsagent.smoke.harness.Jars;
import io.obsagent.smoke.harness.Launch;
import io.obsagent.smoke.harness.Reply;
import io.obsagent.smoke.harness.SampleSystem;
import io.obsagent.smoke.servers.Ports;
import io.obsagent.smoke.servers.Servers;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** AI-IMUTIS, running: what clients do to it, each checked by the status of the answer. */
final class Imutis extends SampleSystem {
  /** Its only role. */
  static final String API = "api";

  private static final int REQUESTS_PER_MINUTE = 30;
  private static final String TRAVEL = "yaounde-douala";
  private static final String SOLD_OUT = "garoua-maroua";
  private static final int GOOD_PER_OTHER = 2;

  private final Client client;
  private final HttpClient sockets = HttpClient.newHttpClient();
  private final int port;
  private final AtomicInteger users = new AtomicInteger();
  private final List<Runnable> others =
      List.of(
          this::good,
          this::search,
          this::lookTwice,
          this::lookInVain,
          this::cancel,
          this::soldOut,
          this::declined,
          this::unknownPayment,
          this::badRequest,
          () -> refused("Basic abc"),
          () -> refused("Bearer not-a-token"),
          () -> refused("Bearer " + ImutisTokens.expired("user_late")),
          () -> refused("Bearer " + ImutisTokens.forged("user_evil")),
          () -> refused("Bearer " + ImutisTokens.ofAnotherIssuer("user_else")),
          this::hasty,
          this::misunderstood);

  private Imutis(Servers servers, int port) {
    super(servers);
    this.port = port;
    this.client = new Client("http://127.0.0.1:" + port);
  }

  static Imutis start(Launch launch) {
    Imutis system = new Imutis(Servers.startDatabases(), Ports.free());
    try {
      ChildJvm api = system.run(API, launch, Jars.application("imutis"), system.environment());
      system.client.awaitReady("/health", api);
    } catch (RuntimeException e) {
      system.close();
      throw e;
    }
    return system;
  }

  private Map<String, String> environment() {
    return Map.of(
        "PORT", Integer.toString(port),
        "DATABASE_URL", servers().postgres().jdbcUrl(),
        "DATABASE_USER", servers().postgres().user(),
        "DATABASE_PASSWORD", servers().postgres().password(),
        "REDIS_URL", servers().redis().url(),
        "JWT_SECRET", ImutisTokens.SECRET,
        "REQUESTS_PER_MINUTE", Integer.toString(REQUESTS_PER_MINUTE));
  }

  /** Somebody looks at a journey and books it, and another who looks at it is told. */
  @Override
  public void good() {
    try (Watcher watcher = watcher()) {
      watcher.awaitMessage("watching");
      expect(200, client.get("/api/travels/" + TRAVEL));
      expect(201, book(newUser(), TRAVEL, "card", "tok_good"));
      watcher.awaitMessage("taken");
    }
  }

  @Override
  public void round() {
    others.forEach(Runnable::run);
  }

  /** Two bookings that go well, then something else. */
  @Override
  public void step(int number) {
    int every = GOOD_PER_OTHER + 1;
    if (number % every == GOOD_PER_OTHER) {
      others.get(number / every % others.size()).run();
    } else {
      good();
    }
  }

  private void search() {
    expect(200, client.get("/api/travels?destination=Kri"));
    expect(200, client.get("/api/travels/popular"));
  }

  private void lookTwice() {
    expect(200, client.get("/api/travels/douala-kribi"));
    expect(200, client.get("/api/travels/douala-kribi"));
  }

  private void lookInVain() {
    expect(404, client.get("/api/travels/nowhere"));
    expect(404, client.get("/no/such/path"));
  }

  private void cancel() {
    String user = newUser();
    String id = expect(201, book(user, TRAVEL, "cash", "none")).field("id");
    expect(200, client.get("/api/bookings", authorization(user)));
    expect(200, client.get("/api/bookings/" + id, authorization(user)));
    expect(204, client.send(client.request("/api/bookings/" + id, authorization(user)).DELETE()));
  }

  private void soldOut() {
    expect(409, book(newUser(), SOLD_OUT, "card", "tok_good"));
  }

  private void declined() {
    expect(402, book(newUser(), TRAVEL, "card", "tok_declined"));
  }

  /** The database does not take it, which the application did not foresee. */
  private void unknownPayment() {
    expect(500, book(newUser(), TRAVEL, "cheque", "none"));
  }

  private void badRequest() {
    expect(400, client.post("/api/bookings", "{}", authorization(newUser())));
    expect(400, client.post("/api/bookings", "{", authorization(newUser())));
  }

  private void refused(String authorization) {
    expect(401, client.get("/api/bookings", "Authorization", authorization));
  }

  /** More requests of one user than the limit allows. */
  private void hasty() {
    String[] authorization = authorization(newUser());
    int rejected = 0;
    for (int i = 0; i < REQUESTS_PER_MINUTE + 10; i++) {
      rejected += client.get("/api/bookings", authorization).status() == 429 ? 1 : 0;
    }
    if (rejected == 0) {
      throw new IllegalStateException("no request was rejected");
    }
  }

  private void misunderstood() {
    try (Watcher watcher = watcher()) {
      watcher.say("ping");
      watcher.awaitMessage("pong");
      watcher.say("what?");
      watcher.awaitEnd();
    }
  }

  private Watcher watcher() {
    return Watcher.open(sockets, "ws://127.0.0.1:" + port + "/ws/travels/" + TRAVEL);
  }

  private Reply book(String user, String travel, String payment, String token) {
    String booking =
        "{\"travel\":\"%s\",\"seats\":2,\"payment\":\"%s\",\"token\":\"%s\"}"
            .formatted(travel, payment, token);
    return client.post("/api/bookings", booking, authorization(user));
  }

  private String newUser() {
    return "user_" + users.incrementAndGet();
  }

  private static String[] authorization(String user) {
    return new String[] {"Authorization", "Bearer " + ImutisTokens.valid(user)};
  }

  private static Reply expect(int status, Reply reply) {
    if (reply.status() != status) {
      throw new IllegalStateException("not " + status + " but " + reply);
    }
    return reply;
  }
}
