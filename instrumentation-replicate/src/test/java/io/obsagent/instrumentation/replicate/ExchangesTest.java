/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.http.Awaited;
import io.obsagent.core.http.Deadlines;
import io.obsagent.core.http.WatchedExchange;
import io.obsagent.core.json.Feed;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.ReplicateCall;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exchanges as a client instrumentation tells of them, in any order. */
@InProcessOnly
class ExchangesTest {
  @RegisterExtension static final Agent agent = Agent.with();

  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
  private static final String BY_VERSION = "/v1/predictions";
  private static final String BY_MODEL = "/v1/models/acme/painter/predictions";
  private static int ids;

  private final String id = "prediction" + ids++;
  private Recorded recorded;

  @BeforeEach
  void record() {
    recorded = Recorded.begin();
  }

  @AfterEach
  void loseTheRest() {
    Deadlines.check(System.nanoTime() + Prediction.TIMEOUT_NANOS);
    Recorded.end();
  }

  private static WatchedExchange watch(String method, String path) {
    WatchedExchange exchange =
        ReplicateWatcher.of("https://api.replicate.com")
            .watch(method, "https", "api.replicate.com", 443, path);
    assertThat(exchange).isNotNull();
    return exchange;
  }

  private static void tell(WatchedExchange exchange, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    Feed feed = exchange.body();
    if (feed != null) {
      feed.feed(bytes, 0, bytes.length);
      exchange.bodyRead();
    }
  }

  private String answer(String status) {
    return "{\"id\":\"%s\",\"model\":\"acme/other\",\"status\":\"%s\"}".formatted(id, status);
  }

  private static void exchange(String method, String path, int status, String body) {
    WatchedExchange exchange = watch(method, path);
    Operation operation = exchange.start();
    exchange.status(operation, status);
    operation.leave();
    exchange.end(operation);
    if (body != null) {
      tell(exchange, body);
    }
  }

  @Test
  void theBodyMayComeBeforeTheStatus() {
    WatchedExchange creation = watch("POST", BY_VERSION);
    Operation operation = creation.start();
    tell(creation, answer("succeeded"));
    assertThat(recorded.lines()).isEmpty();
    creation.status(operation, 201);
    operation.leave();
    creation.end(operation);

    assertThat(recorded.lines())
        .containsExactly("prediction acme/other succeeded", "call acme/other success");
  }

  @Test
  void thePathTellsTheModelBeforeTheAnswerDoes() {
    exchange("POST", BY_MODEL, 201, answer("succeeded"));

    assertThat(recorded.lines())
        .containsExactly("call acme/painter success", "prediction acme/painter succeeded");
  }

  @Test
  void aDeploymentStandsForItsModel() {
    exchange("POST", "/v1/deployments/acme/mine/predictions", 201, answer("succeeded"));

    assertThat(recorded.lines())
        .containsExactly("call acme/mine success", "prediction acme/mine succeeded");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "garbage",
        "[]",
        "{}",
        "{\"id\":7,\"model\":{},\"status\":1}",
        "{\"id\":\"a b\",\"model\":\"no model\",\"status\":\"succeeded\"}",
        "{\"id\":\"abc"
      })
  void anAnswerThatTellsNothingIsNoPrediction(String body) {
    exchange("POST", BY_VERSION, 200, body);

    assertThat(agent.trace()).isEqualTo("CLIENT Replicate");
    assertThat(recorded.lines()).containsExactly("call null success");
  }

  @Test
  void aRedirectThatNobodyFollowedIsAnError() {
    exchange("POST", BY_MODEL, 302, null);

    assertThat(agent.span("Replicate acme/painter").getAttributes().get(ERROR)).isEqualTo("302");
    assertThat(recorded.lines()).containsExactly("call acme/painter error");
  }

  @Test
  void anAnswerThatBrokeOffIsAnError() {
    WatchedExchange creation = watch("POST", BY_VERSION);
    Operation operation = creation.start();
    creation.status(operation, 201);
    creation.failed(new IOException("broken off"));
    operation.leave();
    creation.end(operation);

    assertThat(recorded.lines()).containsExactly("call null error");
  }

  @Test
  void anErrorsBodyIsNoPrediction() {
    exchange("POST", BY_MODEL, 500, answer("succeeded"));

    assertThat(agent.trace()).isEqualTo("CLIENT Replicate acme/painter");
  }

  @Test
  void aCallInsideACallIsPartOfIt() {
    WatchedExchange outer = watch("POST", BY_MODEL);
    Operation operation = outer.start();

    assertThat(watch("POST", BY_MODEL).start()).isNull();
    assertThat(watch("GET", BY_VERSION + "/" + id).start()).isNull();

    operation.end();
  }

  @Test
  void anAbortedPredictionIsNoError() {
    exchange("POST", BY_MODEL, 201, answer("starting"));
    exchange("GET", BY_VERSION + "/" + id, 200, answer("aborted"));

    SpanData prediction = agent.span("prediction acme/painter");
    assertThat(prediction.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(recorded.lines()).last().isEqualTo("prediction acme/painter aborted");
  }

  @Test
  void aPollThatFailsLeavesThePredictionOpen() {
    exchange("POST", BY_MODEL, 201, answer("starting"));
    exchange("GET", BY_VERSION + "/" + id, 500, "{\"status\":500}");
    WatchedExchange broken = watch("GET", BY_VERSION + "/" + id);
    Operation operation = broken.start();
    broken.failed(new IOException());
    operation.leave();
    broken.end(operation);
    assertThat(recorded.lines()).hasSize(1);

    exchange("GET", BY_VERSION + "/" + id, 200, answer("succeeded"));

    assertThat(recorded.lines()).last().isEqualTo("prediction acme/painter succeeded");
  }

  @Test
  void aCancellationWhoseAnswerTellsNoEndIsBelievedAfterAWhile() {
    exchange("POST", BY_MODEL, 201, answer("starting"));
    exchange("POST", BY_VERSION + "/" + id + "/cancel", 200, answer("processing"));
    assertThat(recorded.lines()).hasSize(1);

    Deadlines.check(System.nanoTime() + Creation.BODY_TIMEOUT_NANOS);

    assertThat(recorded.lines()).last().isEqualTo("prediction acme/painter canceled");
  }

  @Test
  void aPredictionMaySucceedBeforeItsCancellation() {
    exchange("POST", BY_MODEL, 201, answer("starting"));
    exchange("POST", BY_VERSION + "/" + id + "/cancel", 200, answer("succeeded"));

    Deadlines.check(System.nanoTime() + Creation.BODY_TIMEOUT_NANOS);

    assertThat(recorded.lines())
        .containsExactly("call acme/painter success", "prediction acme/painter succeeded");
  }

  @Test
  void aRefusedCancellationLeavesThePredictionOpen() {
    exchange("POST", BY_MODEL, 201, answer("starting"));
    exchange("POST", BY_VERSION + "/" + id + "/cancel", 404, "{}");

    Deadlines.check(System.nanoTime() + Creation.BODY_TIMEOUT_NANOS);

    assertThat(recorded.lines()).hasSize(1);
  }

  @Test
  void somebodyElseMayTellTheEnd() {
    exchange("POST", BY_MODEL, 201, answer("starting"));

    Predictions.terminal(id, "processing", null);
    assertThat(recorded.lines()).hasSize(1);
    Predictions.terminal(id, "failed", 1.5);
    Predictions.terminal(id, "succeeded", 1.5);
    Predictions.terminal("unknown", "succeeded", null);

    assertThat(recorded.lines())
        .containsExactly("call acme/painter success", "prediction acme/painter failed timed");
  }

  @Test
  void theOldestPredictionIsLostWhenThereAreTooMany() {
    exchange("POST", BY_MODEL, 201, answer("starting"));
    Operation call = Operation.start(ReplicateCall.TYPE);
    call.leave();
    for (int i = 1; i < Predictions.MOST_OPEN; i++) {
      Predictions.open("many" + i, call, null);
    }
    assertThat(recorded.lines()).hasSize(1);

    Predictions.open("many", call, null);

    assertThat(recorded.lines()).last().isEqualTo("prediction acme/painter lost");
    call.end();
  }

  @Test
  void timeRunsOutByItself() {
    Awaited late =
        new Awaited() {
          @Override
          public void giveUp() {
            recorded.lines().add("late");
          }
        };

    Deadlines.await(late, 1);

    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (recorded.lines().isEmpty() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(recorded.lines()).containsExactly("late");
  }
}
