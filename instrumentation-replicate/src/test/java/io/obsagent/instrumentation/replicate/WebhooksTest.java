/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.obsagent.core.http.Deadlines;
import io.obsagent.core.http.WatchedExchange;
import io.obsagent.core.operation.Operation;
import io.obsagent.instrumentation.http.server.JdkHttpServerInstrumentation;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The end of a prediction that nobody asks for: Replicate tells it. */
@InProcessOnly
class WebhooksTest {
  @RegisterExtension static final Agent agent = Agent.with(new JdkHttpServerInstrumentation());

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static int ids;

  private final String id = "told" + ids++;
  private Recorded recorded;
  private HttpServer server;
  private int status = 200;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::take);
    server.start();
    recorded = Recorded.begin();
  }

  private void take(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    Deadlines.check(System.nanoTime() + Prediction.TIMEOUT_NANOS);
    Recorded.end();
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private void create(String more) {
    WatchedExchange creation =
        ReplicateWatcher.of("https://api.replicate.com")
            .watch(
                "POST", "https", "api.replicate.com", 443, "/v1/models/acme/painter/predictions");
    Operation call = creation.start();
    creation.status(call, 201);
    call.leave();
    creation.end(call);
    byte[] answer =
        "{\"id\":\"%s\",\"status\":\"starting\"%s}"
            .formatted(id, more)
            .getBytes(StandardCharsets.UTF_8);
    creation.body().feed(answer, 0, answer.length);
    creation.bodyRead();
  }

  private void tell(String path, String end) throws Exception {
    send(
        path,
        "{\"id\":\"%s\",\"status\":\"%s\",\"metrics\":{\"predict_time\":2.5}}".formatted(id, end));
  }

  private void send(String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url(path)))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    assertThat(CLIENT.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(status);
    agent.span("POST /");
  }

  @Test
  void aWebhookThatTheAnswerNamesEndsThePrediction() throws Exception {
    create(",\"webhook\":\"https://shop.example/hooks/drawn?order=1\"");
    tell("/hooks/drawn", "succeeded");

    assertThat(recorded.lines())
        .containsExactly("call acme/painter success", "prediction acme/painter succeeded timed");
  }

  @Test
  void aWebhookAtThePathOfTheSettingsEndsThePrediction() throws Exception {
    Webhooks.SHARED.expect("/hooks/set");
    create("");
    tell("/hooks/set", "failed");

    assertThat(recorded.lines()).last().isEqualTo("prediction acme/painter failed timed");
  }

  @Test
  void anInputOfMegabytesMayComeBeforeTheEnd() throws Exception {
    Webhooks.SHARED.expect("/hooks/set");
    create("");
    send(
        "/hooks/set",
        "{\"id\":\"%s\",\"input\":{\"image\":\"data:image/png;base64,%s\"},\"status\":\"succeeded\"}"
            .formatted(id, "A".repeat(3_000_000)));

    assertThat(recorded.lines()).last().isEqualTo("prediction acme/painter succeeded");
  }

  @Test
  void whatTheApplicationRefusesIsNotBelieved() throws Exception {
    Webhooks.SHARED.expect("/hooks/set");
    create("");
    status = 401;
    tell("/hooks/set", "succeeded");

    assertThat(recorded.lines()).containsExactly("call acme/painter success");
  }

  @Test
  void otherRequestsTellNothing() throws Exception {
    Webhooks.SHARED.expect("/hooks/set");
    create("");
    tell("/other", "succeeded");

    assertThat(recorded.lines()).containsExactly("call acme/painter success");
  }

  @Test
  void aStatusThatDoesNotLastEndsNothing() throws Exception {
    Webhooks.SHARED.expect("/hooks/set");
    create("");
    tell("/hooks/set", "processing");

    assertThat(recorded.lines()).containsExactly("call acme/painter success");
  }
}
