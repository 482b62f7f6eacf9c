/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplicateServerTest {
  private static final String INPUT = "{\"input\":{\"image\":\"data:,x\",\"n\":[1,2.5,true,null]}}";

  private final ReplicateServer replicate = ReplicateServer.start();
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    replicate.close();
  }

  @Test
  void aPredictionStarts() throws Exception {
    HttpResponse<String> created = create(ReplicateServer.MODEL);
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(json(created))
        .containsEntry("status", "starting")
        .containsEntry("model", ReplicateServer.MODEL)
        .containsEntry("version", "hidden")
        .containsEntry("output", null)
        .containsKeys("id", "input", "created_at", "urls")
        .doesNotContainKey("metrics");
  }

  @Test
  void aPredictionIsPolledToItsEnd() throws Exception {
    Map<String, Object> created = json(create(ReplicateServer.MODEL));
    assertThat(poll(created)).containsEntry("status", "processing");
    Map<String, Object> ended = poll(created);
    assertThat(ended).containsEntry("status", "succeeded").containsKey("metrics");
    HttpResponse<byte[]> output =
        http.send(
            HttpRequest.newBuilder(URI.create((String) ended.get("output"))).build(),
            BodyHandlers.ofByteArray());
    assertThat(output.body()).isEqualTo(ReplicateServer.outputOf("data:,x"));
  }

  @Test
  void aVersionNamesItsModel() throws Exception {
    HttpResponse<String> created =
        post("/v1/predictions", "{\"version\":\"a/b:0123\",\"input\":{}}", null);
    assertThat(json(created)).containsEntry("model", "a/b").containsEntry("version", "0123");
  }

  @Test
  void aFailingModelTellsItsError() throws Exception {
    Map<String, Object> created = json(create(ReplicateServer.FAILING));
    poll(created);
    assertThat(poll(created))
        .containsEntry("status", "failed")
        .containsEntry("error", "the model ran out of memory")
        .containsEntry("output", null);
  }

  @Test
  void aSlowModelTakesItsTime() throws Exception {
    replicate.next(Behaviour.succeedAfter(Duration.ofMinutes(1)));
    Map<String, Object> created = json(create(ReplicateServer.MODEL));
    poll(created);
    assertThat(poll(created)).containsEntry("status", "processing");
  }

  @Test
  void aPredictionIsCancelled() throws Exception {
    Map<String, Object> created = json(create(ReplicateServer.ENDLESS));
    poll(created);
    HttpResponse<String> reply = post("/v1/predictions/" + created.get("id") + "/cancel", "", null);
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(poll(created)).containsEntry("status", "canceled");
  }

  @Test
  void aCreationCanWaitForTheEnd() throws Exception {
    String path = "/v1/models/" + ReplicateServer.MODEL + "/predictions";
    assertThat(json(post(path, INPUT, "wait=5"))).containsEntry("status", "succeeded");
  }

  @Test
  void aCreationDoesNotWaitLongerThanItWasAsked() throws Exception {
    String path = "/v1/models/" + ReplicateServer.ENDLESS + "/predictions";
    assertThat(json(post(path, INPUT, "wait=1"))).containsEntry("status", "starting");
  }

  @Test
  void aWrongTokenIsRefused() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(replicate.url() + "/v1/predictions"))
            .header("Authorization", "Bearer no")
            .POST(BodyPublishers.ofString(INPUT))
            .build();
    assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
  }

  @Test
  void anInputIsRequired() throws Exception {
    HttpResponse<String> refused =
        post("/v1/models/" + ReplicateServer.MODEL + "/predictions", "{}", null);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(json(refused)).containsEntry("title", "Input validation failed");
  }

  @Test
  void aBodyThatIsNotJsonIsRefused() throws Exception {
    assertThat(post("/v1/predictions", "{\"version\":", null).statusCode()).isEqualTo(422);
  }

  @Test
  void aThrottledCreationTellsWhenToRetry() throws Exception {
    HttpResponse<String> refused = create(ReplicateServer.THROTTLED);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
  }

  @Test
  void anUnknownPredictionIsNotFound() throws Exception {
    assertThat(post("/v1/predictions/none/cancel", "", null).statusCode()).isEqualTo(404);
  }

  @Test
  void theNextBehaviourHoldsOnce() throws Exception {
    replicate.next(Behaviour.refuse(500));
    assertThat(create(ReplicateServer.MODEL).statusCode()).isEqualTo(500);
    assertThat(create(ReplicateServer.MODEL).statusCode()).isEqualTo(201);
    assertThat(replicate.requests())
        .containsExactly(
            "POST /v1/models/realstaging/interior/predictions 500",
            "POST /v1/models/realstaging/interior/predictions 201");
  }

  private HttpResponse<String> create(String model) throws Exception {
    return post("/v1/models/" + model + "/predictions", INPUT, null);
  }

  private Map<String, Object> poll(Map<String, Object> created) throws Exception {
    String url = (String) ((Map<?, ?>) created.get("urls")).get("get");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).header("Authorization", bearer()).build();
    return json(http.send(request, BodyHandlers.ofString()));
  }

  private HttpResponse<String> post(String path, String body, String prefer) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(replicate.url() + path))
            .header("Authorization", bearer())
            .POST(BodyPublishers.ofString(body));
    if (prefer != null) {
      request.header("Prefer", prefer);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static String bearer() {
    return "Bearer " + ReplicateServer.TOKEN;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> json(HttpResponse<String> response) {
    return (Map<String, Object>) Json.parse(response.body());
  }
}
