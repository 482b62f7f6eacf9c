/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.replicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.obsagent.core.http.Deadlines;
import io.obsagent.core.http.ExchangeWatchers;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.Job;
import io.obsagent.instrumentation.http.client.HttpUrlConnectionInstrumentation;
import io.obsagent.instrumentation.http.client.JdkHttpClientInstrumentation;
import io.obsagent.smoke.servers.Behaviour;
import io.obsagent.smoke.servers.ReplicateServer;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the stand-in of the API, through the JDK's clients. */
@InProcessOnly
class ReplicateTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(new JdkHttpClientInstrumentation(), new HttpUrlConnectionInstrumentation());

  private static final String INPUT = "{\"input\":{\"image\":\"data:,private\"}}";
  private static final String VERSIONED =
      "{\"version\":\"acme/painter:0123\",\"input\":{\"image\":\"data:,private\"}}";
  private static final AttributeKey<String> MODEL = AttributeKey.stringKey("gen_ai.request.model");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
  private static final AttributeKey<String> STATUS =
      AttributeKey.stringKey("replicate.prediction.status");
  private static final AttributeKey<String> ID = AttributeKey.stringKey("replicate.prediction.id");
  private static final AttributeKey<String> URL = AttributeKey.stringKey("url.full");
  private static final AttributeKey<Long> HTTP_STATUS =
      AttributeKey.longKey("http.response.status_code");

  private static ReplicateServer replicate;
  private static HttpClient http;

  private Recorded recorded;

  @BeforeAll
  static void start() {
    replicate = ReplicateServer.start();
    ExchangeWatchers.add(ReplicateWatcher.of(replicate.url() + "/v1/"));
    http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @AfterAll
  static void stop() {
    replicate.close();
  }

  @BeforeEach
  void record() {
    recorded = Recorded.begin();
  }

  @AfterEach
  void loseTheRest() {
    Deadlines.check(System.nanoTime() + Prediction.TIMEOUT_NANOS);
    Recorded.end();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(replicate.url() + path))
        .header("Authorization", "Bearer " + ReplicateServer.TOKEN);
  }

  private static HttpRequest.Builder creation(String path, String body) {
    return request(path).POST(BodyPublishers.ofString(body));
  }

  private static HttpRequest.Builder creation(String model) {
    return creation("/v1/models/" + model + "/predictions", INPUT);
  }

  private static String send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString()).body();
  }

  private static String create(String model) throws Exception {
    return id(send(creation(model)));
  }

  private static String id(String body) {
    int from = body.indexOf("\"id\":\"") + 6;
    return body.substring(from, body.indexOf('"', from));
  }

  private static String poll(String id) throws Exception {
    return send(request("/v1/predictions/" + id));
  }

  private static String pollToTheEnd(String id) throws Exception {
    poll(id);
    return poll(id);
  }

  private static <T> T job(Callable<T> code) throws Exception {
    Operation job = Operation.start(Job.TYPE, Context.root());
    assertThat(job).isNotNull();
    job.name("job queue");
    try {
      return code.call();
    } finally {
      job.end();
    }
  }

  private static String model(SpanData span) {
    return span.getAttributes().get(MODEL);
  }

  @Test
  void aPredictionIsPolledToItsEnd() throws Exception {
    String id =
        job(
            () -> {
              String created = create(ReplicateServer.MODEL);
              assertThat(pollToTheEnd(created)).contains("succeeded");
              return created;
            });

    assertThat(agent.trace(5))
        .isEqualTo(
            """
            CONSUMER job queue
              CLIENT Replicate realstaging/interior
                INTERNAL prediction realstaging/interior
                CLIENT GET /v1/predictions/{id}
                CLIENT GET /v1/predictions/{id}""");
    SpanData call = agent.span("Replicate realstaging/interior");
    assertThat(call.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(call.getAttributes().asMap())
        .containsEntry(MODEL, "realstaging/interior")
        .containsEntry(AttributeKey.stringKey("http.request.method"), "POST")
        .containsEntry(AttributeKey.stringKey("server.address"), "127.0.0.1")
        .containsEntry(URL, replicate.url() + "/v1/models/realstaging/interior/predictions")
        .containsEntry(HTTP_STATUS, 201L)
        .doesNotContainKey(ERROR);
    SpanData prediction = agent.span("prediction realstaging/interior");
    assertThat(prediction.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(prediction.getStartEpochNanos()).isEqualTo(call.getStartEpochNanos());
    assertThat(prediction.getAttributes().asMap())
        .containsEntry(MODEL, "realstaging/interior")
        .containsEntry(ID, id)
        .containsEntry(STATUS, "succeeded");
    assertThat(model(agent.span("job queue"))).isEqualTo("realstaging/interior");
    assertThat(recorded.lines())
        .containsExactly(
            "call realstaging/interior success", "prediction realstaging/interior succeeded timed");
  }

  @Test
  void aPollIsAnHttpRequestWithAllItsFields() throws Exception {
    String id = create(ReplicateServer.MODEL);
    poll(id);

    SpanData poll = agent.span("GET /v1/predictions/{id}");
    assertThat(poll.getAttributes().asMap())
        .containsEntry(AttributeKey.stringKey("http.request.method"), "GET")
        .containsEntry(AttributeKey.stringKey("server.address"), "127.0.0.1")
        .containsEntry(
            AttributeKey.longKey("server.port"), (long) URI.create(replicate.url()).getPort())
        .containsEntry(HTTP_STATUS, 200L);
    assertThat(poll.getAttributes().get(URL)).startsWith(replicate.url() + "/v1/predictions/");
  }

  @Test
  void pollsOnOtherThreadsBelongToTheCall() throws Exception {
    String id = job(() -> create(ReplicateServer.MODEL));
    Thread poller = new Thread(() -> catchThrowable(() -> poll(id)));
    poller.start();
    poller.join();
    agent.root(
        "other",
        () ->
            http.sendAsync(request("/v1/predictions/" + id).build(), BodyHandlers.ofString())
                .join());

    agent.spans(6);
    assertThat(agent.traces())
        .containsExactly(
            """
            CONSUMER job queue
              CLIENT Replicate realstaging/interior
                INTERNAL prediction realstaging/interior
                CLIENT GET /v1/predictions/{id}
                CLIENT GET /v1/predictions/{id}""",
            "INTERNAL other");
  }

  @Test
  void aFailedPredictionIsAnError() throws Exception {
    pollToTheEnd(create(ReplicateServer.FAILING));

    SpanData prediction = agent.span("prediction realstaging/failing");
    assertThat(prediction.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(prediction.getAttributes().get(ERROR)).isEqualTo("failed");
    assertThat(prediction.getAttributes().get(STATUS)).isEqualTo("failed");
    assertThat(recorded.lines())
        .containsExactly(
            "call realstaging/failing success", "prediction realstaging/failing failed timed");
  }

  @Test
  void aPredictionThatSomebodyElseCanceledIsNoError() throws Exception {
    pollToTheEnd(create(ReplicateServer.CANCELED));

    SpanData prediction = agent.span("prediction realstaging/canceled");
    assertThat(prediction.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(prediction.getAttributes().get(STATUS)).isEqualTo("canceled");
  }

  @Test
  void aCancellationEndsThePrediction() throws Exception {
    String id = create(ReplicateServer.ENDLESS);
    poll(id);
    send(request("/v1/predictions/" + id + "/cancel").POST(BodyPublishers.noBody()));

    assertThat(agent.trace(4))
        .isEqualTo(
            """
            CLIENT Replicate realstaging/endless
              INTERNAL prediction realstaging/endless
              CLIENT GET /v1/predictions/{id}
              CLIENT POST /v1/predictions/{id}/cancel""");
    assertThat(recorded.lines())
        .last()
        .asString()
        .startsWith("prediction realstaging/endless canceled");
  }

  @Test
  void aCreationThatWaitsEndsThePredictionItself() throws Exception {
    replicate.next(Behaviour.succeedAfter(Duration.ofMillis(30)));
    job(() -> send(creation(ReplicateServer.MODEL).header("Prefer", "wait")));

    assertThat(agent.trace(3))
        .isEqualTo(
            """
            CONSUMER job queue
              CLIENT Replicate realstaging/interior
                INTERNAL prediction realstaging/interior""");
    SpanData prediction = agent.span("prediction realstaging/interior");
    assertThat(prediction.getEndEpochNanos() - prediction.getStartEpochNanos())
        .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(30));
    assertThat(recorded.lines())
        .containsExactlyInAnyOrder(
            "call realstaging/interior success", "prediction realstaging/interior succeeded timed");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 422, 429, 500})
  void aRefusedCreationIsAnErrorAndNoPrediction(int status) throws Exception {
    replicate.next(Behaviour.refuse(status));
    job(() -> send(creation(ReplicateServer.MODEL)));

    assertThat(agent.trace(2))
        .isEqualTo("CONSUMER job queue\n  CLIENT Replicate realstaging/interior");
    SpanData call = agent.span("Replicate realstaging/interior");
    assertThat(call.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(call.getAttributes().get(ERROR)).isEqualTo(Integer.toString(status));
    assertThat(call.getAttributes().get(HTTP_STATUS)).isEqualTo(status);
    assertThat(model(agent.span("job queue"))).isEqualTo("realstaging/interior");
    assertThat(recorded.lines()).containsExactly("call realstaging/interior error");
  }

  @Test
  void aCreationByVersionThatIsRefusedHasNoModel() throws Exception {
    replicate.next(Behaviour.refuse(422));
    send(creation("/v1/predictions", VERSIONED));

    assertThat(agent.trace()).isEqualTo("CLIENT Replicate");
    assertThat(recorded.lines()).containsExactly("call null error");
  }

  @Test
  void aRefusedConnectionIsAnError() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    ExchangeWatchers.add(ReplicateWatcher.of("http://127.0.0.1:" + port));
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + "/v1/models/a/b/predictions"))
            .POST(BodyPublishers.ofString(INPUT))
            .build();

    assertThat(catchThrowable(() -> http.send(request, BodyHandlers.ofString())))
        .isInstanceOf(ConnectException.class);

    assertThat(agent.trace()).isEqualTo("CLIENT Replicate a/b");
    SpanData call = agent.span("Replicate a/b");
    assertThat(call.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(call.getAttributes().get(ERROR)).isEqualTo("java.net.ConnectException");
    assertThat(recorded.lines()).containsExactly("call a/b error");
  }

  @Test
  void theAnswerTellsTheModelOfAVersion() throws Exception {
    job(() -> send(creation("/v1/predictions", VERSIONED).header("Prefer", "wait")));

    assertThat(agent.trace(3))
        .isEqualTo(
            """
            CONSUMER job queue
              CLIENT Replicate acme/painter
                INTERNAL prediction acme/painter""");
    assertThat(model(agent.span("job queue"))).isEqualTo("acme/painter");
    assertThat(recorded.lines())
        .containsExactlyInAnyOrder(
            "call acme/painter success", "prediction acme/painter succeeded timed");
  }

  /** A prediction's creation, of whose answer nothing is read but the head. */
  private static HttpURLConnection createdAndNotRead() throws Exception {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create(replicate.url() + "/v1/predictions").toURL().openConnection();
    connection.setRequestProperty("Authorization", "Bearer " + ReplicateServer.TOKEN);
    connection.setDoOutput(true);
    try (OutputStream body = connection.getOutputStream()) {
      body.write(VERSIONED.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(connection.getResponseCode()).isEqualTo(201);
    return connection;
  }

  @Test
  void aCallWaitsForTheModelInABodyThatIsReadLater() throws Exception {
    HttpURLConnection connection = createdAndNotRead();
    long afterwards = System.currentTimeMillis();
    assertThat(agent.spans()).isEmpty();
    assertThat(Operation.current()).isNull();
    while (System.currentTimeMillis() < afterwards + 20) {
      Thread.onSpinWait();
    }

    String id;
    try (InputStream body = connection.getInputStream()) {
      id = id(new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }
    pollToTheEnd(id);

    assertThat(agent.trace(4))
        .isEqualTo(
            """
            CLIENT Replicate acme/painter
              INTERNAL prediction acme/painter
              CLIENT GET /v1/predictions/{id}
              CLIENT GET /v1/predictions/{id}""");
    assertThat(agent.span("Replicate acme/painter").getEndEpochNanos())
        .isLessThan(TimeUnit.MILLISECONDS.toNanos(afterwards + 10));
  }

  @Test
  void aCallWhoseBodyIsNeverReadEndsWithoutAModel() throws Exception {
    HttpURLConnection connection = createdAndNotRead();

    Deadlines.check(System.nanoTime() + Creation.BODY_TIMEOUT_NANOS);

    SpanData call = agent.span("Replicate");
    assertThat(call.getEndEpochNanos() - call.getStartEpochNanos())
        .isLessThan(Creation.BODY_TIMEOUT_NANOS);
    assertThat(recorded.lines()).containsExactly("call null success");
    connection.getInputStream().close();
    assertThat(recorded.lines()).hasSize(1);
  }

  @Test
  void aPredictionWhoseEndNobodySawIsLost() throws Exception {
    create(ReplicateServer.ENDLESS);
    Deadlines.check(System.nanoTime() + Prediction.TIMEOUT_NANOS - TimeUnit.MINUTES.toNanos(1));
    assertThat(agent.spans(1)).hasSize(1);

    Deadlines.check(System.nanoTime() + Prediction.TIMEOUT_NANOS);

    SpanData prediction = agent.span("prediction realstaging/endless");
    assertThat(prediction.getAttributes().get(STATUS)).isEqualTo("lost");
    assertThat(prediction.getAttributes().get(ERROR)).isEqualTo("timeout");
  }

  @Test
  void aPollOfAPredictionOfAnotherProcessIsOrdinary() throws Exception {
    agent.root("work", () -> poll("abcdefghijklmnopqrstuvwxyz"));

    assertThat(agent.trace(2)).isEqualTo("INTERNAL work\n  CLIENT GET /v1/predictions/{id}");
    assertThat(recorded.lines()).isEmpty();
  }

  @Test
  void aPollAfterTheEndIsOrdinary() throws Exception {
    String id = create(ReplicateServer.MODEL);
    pollToTheEnd(id);
    agent.root("work", () -> poll(id));

    agent.spans(6);
    assertThat(agent.traces()).last().isEqualTo("INTERNAL work\n  CLIENT GET /v1/predictions/{id}");
  }

  @Test
  void otherExchangesWithTheServerAreOrdinary() throws Exception {
    send(request("/v1/models/acme/painter"));

    assertThat(agent.trace()).isEqualTo("CLIENT GET");
  }

  @Test
  void neitherTokenNorInputIsRecorded() throws Exception {
    pollToTheEnd(create(ReplicateServer.MODEL));
    pollToTheEnd(create(ReplicateServer.FAILING));

    List<String> seen = new ArrayList<>();
    for (SpanData span : agent.spans(8)) {
      seen.add(span.getName() + span.getAttributes().asMap() + span.getEvents());
    }
    assertThat(seen.toString())
        .doesNotContain(ReplicateServer.TOKEN, "private", "ran out of memory");
  }
}
