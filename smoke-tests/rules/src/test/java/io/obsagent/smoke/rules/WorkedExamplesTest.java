/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.net.Webhook;
import io.obsagent.smoke.backend.Backend;
import io.obsagent.smoke.backend.Scrape;
import io.obsagent.smoke.backend.SeenSpan;
import io.obsagent.smoke.backend.Trace;
import io.obsagent.smoke.harness.ChildJvm;
import io.obsagent.smoke.harness.Client;
import io.obsagent.smoke.harness.Jars;
import io.obsagent.smoke.harness.Launch;
import io.obsagent.smoke.harness.Reply;
import io.obsagent.smoke.harness.Waiting;
import io.obsagent.smoke.servers.Ports;
import io.obsagent.smoke.servers.RedisServer;
import io.obsagent.smoke.servers.ReplicateServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Each example of {@code rules.yaml}, in force in the shop beside it. One JVM does for all: no two
 * tests touch the same metric.
 */
class WorkedExamplesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String SECRET = "whsec_smoke";

  private static final RedisServer redis = RedisServer.start();
  private static final ReplicateServer replicate = ReplicateServer.start();
  private static final Backend backend = Backend.start();
  private static final int metricsPort = Ports.free();
  private static ChildJvm shop;
  private static Client client;

  @BeforeAll
  static void start() {
    int port = Ports.free();
    int proxy = URI.create(replicate.url()).getPort();
    List<String> arguments =
        List.of(
            "-javaagent:" + Jars.agent(),
            "-Dobs.rules=" + Path.of("rules.yaml").toAbsolutePath(),
            "-Dobs.server.port=" + metricsPort,
            "-Dotel.exporter.otlp.endpoint=" + backend.url(),
            "-Dotel.metrics.exporter=none",
            "-Dotel.bsp.schedule.delay=100",
            // Whoever asks for api.replicate.com is answered by the stand-in.
            "-Dobs.replicate.url=http://api.replicate.com",
            "-Dhttp.proxyHost=127.0.0.1",
            "-Dhttp.proxyPort=" + proxy);
    Map<String, String> environment =
        Map.of(
            "PORT",
            Integer.toString(port),
            "REDIS_URL",
            redis.url(),
            "REPLICATE_TOKEN",
            ReplicateServer.TOKEN,
            "STRIPE_SECRET",
            SECRET);
    shop =
        ChildJvm.start("shop", Launch.thisJdk(), arguments, Jars.application("rules"), environment);
    client = new Client("http://127.0.0.1:" + port);
    client.awaitReady("/health", shop);
    fillQueues();
  }

  /** Before anything is read: a queue is looked at every 15 seconds only. */
  private static void fillQueues() {
    post("/api/jobs?queue=mail", "ann");
    shop.awaitLine(line -> line.contains("mail sent to ann"), PATIENCE);
    for (int report = 0; report < 3; report++) {
      post("/api/jobs?queue=report", "{}");
    }
  }

  @AfterAll
  static void stop() {
    List<String> lines = shop.lines();
    double failures = scrape().sum("obs_advice_failures_total");
    shop.close();
    backend.close();
    replicate.close();
    redis.close();
    assertThat(failures).isZero();
    assertThat(lines).filteredOn(line -> line.startsWith("[obs-agent]")).hasSize(1);
  }

  private static Reply post(String path, String body, String... headers) {
    return client.post(path, body.replace('\'', '"'), headers);
  }

  private static Scrape scrape() {
    return Scrape.from("http://127.0.0.1:" + metricsPort + "/metrics");
  }

  private static Map<String, Double> series(String name, String... labels) {
    Map<String, Double> series = new TreeMap<>();
    for (Scrape.Sample sample : scrape().samples(name, labels)) {
      series.put(new TreeMap<>(sample.labels()).toString(), sample.value());
    }
    return series;
  }

  /** Waits for it, since a request's end may be counted just after its answer was read. */
  private static void assertSeries(
      String name, Map<String, Double> wanted, String... onlyWithLabels) {
    try {
      Waiting.until(name, PATIENCE, () -> series(name, onlyWithLabels).equals(wanted));
    } catch (IllegalStateException tooLate) {
      assertThat(series(name, onlyWithLabels)).as(name).isEqualTo(wanted);
    }
  }

  private static List<SeenSpan> spans(String title) {
    return backend.spans().stream().filter(span -> span.title().equals(title)).toList();
  }

  @Test
  void whatIsBuiltInGoesOnAndItsNameIsTaken() {
    client.get("/health/none");
    assertSeries(
        "http_requests_total",
        Map.of("{endpoint=unmatched, method=GET, status=404}", 1.0),
        "status",
        "404");
    assertThat(shop.lines())
        .filteredOn(line -> line.contains("rules.yaml:"))
        .singleElement()
        .asString()
        .endsWith(
            "rules.yaml:5:3: error: metric 'http_requests_total' is in core already; say override:"
                + " true to replace it or enabled: false to do without");
  }

  @Test
  void usersAreCountedByWhereTheyCameFrom() {
    post("/api/users", "{'name': 'a', 'source': 'web'}");
    post("/api/users", "{'name': 'b', 'source': 'web'}");
    post("/api/users", "{'name': 'c', 'source': 'google'}");
    post("/api/users", "{'name': 'd', 'source': 'carrier pigeon'}");
    post("/api/users", "{'name': 'e'}");
    post("/api/invitations", "f,g,h");
    assertThat(post("/api/users", "{'name': 'a', 'source': 'web'}").status())
        .as("there is an a already")
        .isEqualTo(500);
    assertSeries(
        "users_created_total",
        Map.of(
            "{source=web}", 2.0,
            "{source=google}", 1.0,
            "{source=_other}", 1.0,
            "{source=unknown}", 1.0,
            "{source=invite}", 3.0));
  }

  @Test
  void bookingsAreCountedBySuccess() {
    post("/api/bookings", "{'seats': 2}");
    post("/api/bookings", "{'seats': 3}");
    assertThat(post("/api/bookings", "{'seats': 100}").status()).isEqualTo(500);
    client.get("/api/bookings");
    assertSeries("bookings_total", Map.of("{status=success}", 2.0, "{status=failed}", 1.0));
  }

  @Test
  void imagesAreCountedByWhatTheyAre() {
    post("/api/images", "{'roomType': 'kitchen', 'style': 'Modern'}");
    post("/api/images", "{'roomType': 'kitchen', 'style': 'MODERN'}");
    post("/api/images", "{'roomType': 'bath', 'style': 'rustic'}");
    assertThat(post("/api/images", "{'roomType': 'bath', 'style': 'rococo'}").status())
        .isEqualTo(400);
    assertSeries(
        "images_processed_total",
        Map.of(
            "{room_type=kitchen, style=modern}", 2.0,
            "{room_type=bath, style=rustic}", 1.0));
  }

  private static Reply paid(String id, int cents, String lines, String secret) throws Exception {
    String event =
        """
        {'id': '%s', 'object': 'event', 'type': 'invoice.paid', 'created': 1700000000,
         'data': {'object': {'id': 'in_1', 'object': 'invoice', 'amount_paid': %d,
           'lines': {'object': 'list', 'data': [%s]}}}}
        """
            .formatted(id, cents, lines)
            .replace('\'', '"');
    String signature = Webhook.Signature.generateSignatureHeader(event, secret);
    return post("/webhooks/stripe", event, "Stripe-Signature", signature);
  }

  @Test
  void aWebhookDeliveredAgainIsRevenueOnce() throws Exception {
    String pro = "{'price': {'lookup_key': 'pro'}}";
    assertThat(paid("evt_1", 1900, pro, SECRET).status()).isEqualTo(200);
    assertThat(paid("evt_1", 1900, pro, SECRET).status()).isEqualTo(200);
    assertThat(paid("evt_2", 2500, pro, SECRET).status()).isEqualTo(200);
    assertThat(paid("evt_3", 700, "", SECRET).status()).isEqualTo(200);
    assertThat(paid("evt_4", 1_000_000, pro, "whsec_of_somebody").status()).isEqualTo(500);
    assertSeries("revenue_total_cents", Map.of("{plan=pro}", 4400.0, "{plan=none}", 700.0));
    assertSeries(
        "obs_rule_skipped_total",
        Map.of("{reason=repeated, rule=revenue_total_cents}", 1.0),
        "rule",
        "revenue_total_cents");
  }

  @Test
  void queuesAreAsLongAsTheyAre() {
    assertSeries(
        "redis_queue_length", Map.of("{queue=jobs:mail}", 0.0, "{queue=jobs:report}", 3.0));
  }

  @Test
  void webSocketsAreCountedUpAndDown() throws Exception {
    List<WebSocket> open = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      open.add(
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(
                  URI.create(client.url().replace("http", "ws") + "/feed"),
                  new WebSocket.Listener() {})
              .get(30, TimeUnit.SECONDS));
    }
    assertSeries("websocket_connections", Map.of("{}", 3.0));
    open.get(0).sendClose(WebSocket.NORMAL_CLOSURE, "").get(30, TimeUnit.SECONDS);
    open.get(1).abort();
    assertSeries("websocket_connections", Map.of("{}", 1.0));
    open.get(2).abort();
    assertSeries("websocket_connections", Map.of("{}", 0.0));
  }

  @Test
  void aCheckoutIsMeasuredAndShownOnItsSpanAndInItsLogLines() {
    post("/api/checkout", "{'plan': 'pro', 'total': 120.5}");
    post("/api/checkout", "{'plan': 'pro', 'total': 9}");
    post("/api/checkout", "{'total': 700}");
    assertThat(post("/api/checkout", "{'plan': 'free', 'total': 0}").status()).isEqualTo(400);

    assertSeries("checkout_value_eur_count", Map.of("{plan=pro}", 2.0, "{plan=unknown}", 1.0));
    assertSeries("checkout_value_eur_sum", Map.of("{plan=pro}", 129.5, "{plan=unknown}", 700.0));
    assertSeries(
        "checkout_value_eur_bucket",
        Map.of(
            "{le=10, plan=pro}", 1.0,
            "{le=50, plan=pro}", 1.0,
            "{le=100, plan=pro}", 1.0,
            "{le=500, plan=pro}", 2.0,
            "{le=1000, plan=pro}", 2.0,
            "{le=+Inf, plan=pro}", 2.0),
        "plan",
        "pro");

    Waiting.until("all spans", PATIENCE, () -> spans("SERVER POST /api/checkout").size() == 4);
    assertThat(spans("SERVER POST /api/checkout"))
        .extracting(span -> span.attribute("plan") + " " + span.attribute("checkout_value_eur"))
        .as("the last was not taken")
        .containsExactlyInAnyOrder("pro 120.5", "pro 9.0", "null 700.0", "null null");

    assertThat(logged("checkout of 120.5")).contains("plan=pro", "trace_id=");
    assertThat(logged("checkout of 9.0")).contains("plan=pro");
    assertThat(logged("checkout of 700.0")).doesNotContain("plan=");
    assertThat(logged("mail sent to ann")).doesNotContain("plan=");
  }

  private static String logged(String message) {
    return shop.awaitLine(line -> line.contains(message), PATIENCE);
  }

  @Test
  void aPredictionGoesFromItsRequestToItsWebhookOrTheLastQuestion() {
    String told = post("/api/predictions", ReplicateServer.MODEL).body();
    String asked = post("/api/predictions", ReplicateServer.MODEL).body();
    String failed = post("/api/predictions", ReplicateServer.FAILING).body();
    String open = post("/api/predictions", ReplicateServer.ENDLESS).body();
    assertThat(post("/api/predictions", ReplicateServer.BROKEN).status()).isEqualTo(500);

    assertThat(post("/api/predictions/status", asked).body()).isEqualTo("processing");
    assertThat(post("/api/predictions/status", open).body()).isEqualTo("processing");
    post("/webhooks/replicate", "{'id': '" + told + "', 'status': 'processing'}");
    assertThat(spans("INTERNAL replicate")).as("nothing ended yet").isEmpty();

    post("/webhooks/replicate", "{'id': '" + told + "', 'status': 'succeeded'}");
    post("/webhooks/replicate", "{'id': '" + told + "', 'status': 'succeeded'}");
    post("/webhooks/replicate", "{'id': '" + failed + "', 'status': 'failed'}");
    post("/webhooks/replicate", "{'id': 'never started', 'status': 'succeeded'}");
    assertThat(post("/api/predictions/status", asked).body()).isEqualTo("succeeded");

    Waiting.until("three ends", PATIENCE, () -> spans("INTERNAL replicate").size() == 3);
    Trace trace =
        backend.await(
            candidate ->
                candidate.find("INTERNAL replicate") != null
                    && candidate.find("SERVER POST /api/predictions") != null,
            PATIENCE);
    assertThat(trace.find("INTERNAL replicate").startNanos())
        .as("from before the answer came")
        .isLessThan(trace.find("SERVER POST /api/predictions").endNanos());
    assertSeries(
        "obs_rule_skipped_total",
        Map.of(
            "{reason=repeated, rule=operation replicate}",
            1.0,
            "{reason=orphan, rule=operation replicate}",
            1.0,
            "{reason=null, rule=operation replicate}",
            1.0),
        "rule",
        "operation replicate");
  }
}
