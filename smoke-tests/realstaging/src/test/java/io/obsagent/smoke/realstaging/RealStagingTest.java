/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.realstaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.harness.Traffic;
import io.obsagent.smoke.harness.Waiting;
import io.obsagent.smoke.servers.ReplicateServer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RealStagingTest {
  private static RealStaging system;

  @BeforeAll
  static void start() {
    system =
        RealStaging.builder()
            .workerEnvironment("UPLOAD_WAIT_MS", "1000")
            .workerEnvironment("JOB_TIMEOUT_MS", "4000")
            .start();
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  @Test
  void anImageIsCreatedUploadedStagedAndStored() throws Exception {
    assertThat(Scenario.STAGED.run(system).lines())
        .containsExactly(
            "POST /api/v1/images: 201 application/json {\"id\":\"<id-1>\",\"status\":\"queued\","
                + "\"upload_url\":\"http://<host>/realstaging/originals/<id-1>.png?<signature>\"}",
            "PUT original: 200",
            "GET /api/v1/images/<id-1>: 200 application/json {\"id\":\"<id-1>\","
                + "\"project_id\":\"proj_456\",\"room_type\":\"living_room\","
                + "\"style\":\"modern\",\"model\":\"realstaging/interior\",\"status\":\"ready\","
                + "\"result_key\":\"staged/<id-1>.png\",\"error\":null,\"created_at\":\"<time>\"}",
            "stored originals/<id-1>.png " + sha256(RealStaging.ORIGINAL),
            "stored staged/<id-1>.png " + sha256(staged()));
  }

  @ParameterizedTest
  @EnumSource(names = {"STAGED_IMMEDIATELY", "STAGED_BY_VERSION", "SLOW_MODEL", "THROTTLED_ONCE"})
  void anImageIsReadyInTheEnd(Scenario scenario) {
    assertThat(scenario.run(system).toString()).contains("\"status\":\"ready\"");
  }

  @Test
  void aModelThatAnswersAtOnceIsNotPolled() {
    int before = system.servers().replicate().requests().size();
    Scenario.STAGED_IMMEDIATELY.run(system);
    assertThat(requestsSince(before))
        .containsExactly(
            "POST /v1/models/realstaging/interior/predictions 201", "GET /delivery/*/out.png 200");
  }

  @Test
  void aModelIsPolledUntilItEnds() {
    int before = system.servers().replicate().requests().size();
    Scenario.STAGED_BY_VERSION.run(system);
    assertThat(requestsSince(before))
        .containsExactly(
            "POST /v1/predictions 201",
            "GET /v1/predictions/* 200",
            "GET /v1/predictions/* 200",
            "GET /delivery/*/out.png 200");
  }

  @Test
  void theImagesOfAUserAreListed() {
    String id = system.submitImage(NewImage.good()).id();
    assertThat(system.get("/api/v1/images", Tokens.valid(Tokens.USER)).body()).contains(id);
    assertThat(Scenario.LISTED.run(system))
        .hasToString("GET /api/v1/images: 200 application/json []");
  }

  @Test
  void aPingNeedsNoToken() {
    assertThat(Scenario.PINGED.run(system))
        .hasToString("GET /ping: 200 text/plain;charset=UTF-8 pong");
  }

  @ParameterizedTest
  @CsvSource({
    "TOKEN_MISSING,IllegalArgumentException",
    "TOKEN_EXPIRED,ExpiredJwtException",
    "TOKEN_FORGED,SignatureException",
    "TOKEN_MALFORMED,MalformedJwtException"
  })
  void aBadTokenIsRefused(Scenario scenario, String reason) {
    assertThat(scenario.run(system).toString())
        .endsWith("401 application/json;charset=ISO-8859-1 {\"error\":\"unauthorized\"}");
    system
        .api()
        .awaitLine(line -> line.contains("Token refused: " + reason), Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @CsvSource({
    "USER_UNKNOWN,403,Forbidden",
    "BAD_REQUEST,400,Bad Request",
    "NOT_FOUND,404,Not Found",
    "NO_SUCH_PATH,404,Not Found",
    "SERVER_ERROR,500,Internal Server Error"
  })
  void anErrorGoesThroughTheErrorPage(Scenario scenario, int status, String error) {
    assertThat(scenario.run(system).toString())
        .contains(": " + status + " application/json {\"timestamp\":\"<time>\"")
        .contains("\"status\":" + status + ",\"error\":\"" + error + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "UPLOAD_REFUSED,The specified key does not exist",
    "ORIGINAL_MISSING,The specified key does not exist",
    "RESULT_BUCKET_MISSING,The specified bucket does not exist",
    "MODEL_FAILS,prediction failed: the model ran out of memory",
    "PREDICTION_CANCELED,prediction canceled",
    "REPLICATE_UNAUTHORIZED,Replicate answered 401",
    "REPLICATE_INVALID,Replicate answered 422",
    "REPLICATE_THROTTLED,Replicate answered 429",
    "REPLICATE_BROKEN,Replicate answered 500"
  })
  void aFailedJobIsMarkedWithItsError(Scenario scenario, String error) {
    assertThat(scenario.run(system).toString())
        .contains("\"status\":\"failed\",\"result_key\":null,\"error\":\"" + error)
        .doesNotContain("stored staged");
  }

  @Test
  void aRefusedUploadIsToldToTheClient() {
    assertThat(Scenario.UPLOAD_REFUSED.run(system).lines()).contains("PUT original: 403");
  }

  @Test
  void aJobThatTakesTooLongIsMarkedAndItsPredictionCancelled() {
    int before = system.servers().replicate().requests().size();
    assertThat(Scenario.JOB_TIMEOUT.run(system).toString())
        .contains("\"status\":\"timeout\"")
        .contains("\"error\":\"prediction did not end in time\"");
    assertThat(requestsSince(before)).last().isEqualTo("POST /v1/predictions/*/cancel 200");
  }

  @Test
  void aPoisonedElementIsSkipped() {
    assertThat(Scenario.POISONED_ELEMENT.run(system).toString()).contains("\"status\":\"ready\"");
    system.worker().awaitLine(line -> line.contains("no job"), Duration.ofSeconds(5));
  }

  @Test
  void aWorkerSurvivesAJobWhoseImageDoesNotExist() {
    system.enqueue(
        "{\"image_id\":\"none\",\"bucket\":\"b\",\"original_key\":\"o\",\"result_bucket\":\"b\","
            + "\"result_key\":\"r\",\"model\":\"a/b\"}");
    assertThat(system.submitImage(NewImage.good()).status()).isEqualTo("ready");
    assertThat(system.worker().isAlive()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"STAGED", "RESULT_BUCKET_MISSING", "REPLICATE_INVALID", "SERVER_ERROR"})
  void aScenarioReadsTheSameEveryTime(Scenario scenario) {
    assertThat(scenario.run(system)).hasToString(scenario.run(system).toString());
  }

  @Test
  void logLinesHavePlacesForIdsThatStayEmpty() {
    system.submitImage(NewImage.good());
    String empty = " trace_id= span_id= user_id= ";
    system
        .api()
        .awaitLine(
            line -> line.contains(empty + "Image created successfully image_id="),
            Duration.ofSeconds(5));
    system
        .worker()
        .awaitLine(
            line -> line.contains(empty + "Image ") && line.contains(" is ready after "),
            Duration.ofSeconds(5));
  }

  @Test
  void trafficGoesOnUntilItIsStopped() {
    int before = system.servers().replicate().requests().size();
    Traffic traffic = Traffic.start(system, 50);
    Waiting.until("six steps", Duration.ofSeconds(20), () -> traffic.steps() >= 6);
    traffic.close();
    int steps = traffic.steps();
    assertThat(steps).isBetween(6, 8);
    assertThat(requestsSince(before)).hasSizeGreaterThan(steps);
  }

  private static List<String> requestsSince(int before) {
    List<String> requests = system.servers().replicate().requests();
    return requests.subList(before, requests.size());
  }

  private static byte[] staged() {
    return ReplicateServer.outputOf(
        "data:image/png;base64," + Base64.getEncoder().encodeToString(RealStaging.ORIGINAL));
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
