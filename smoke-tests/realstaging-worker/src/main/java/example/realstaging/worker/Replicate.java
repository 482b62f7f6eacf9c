/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.realstaging.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;

/** The model that stages images, at Replicate. */
final class Replicate {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(70);
  private static final int ATTEMPTS = 2;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final ObjectMapper json = new ObjectMapper();
  private final URI base;
  private final String token;
  private final Duration pollInterval;

  Replicate(Settings settings) {
    this.base = settings.replicateUrl();
    this.token = settings.replicateToken();
    this.pollInterval = settings.pollInterval();
  }

  /** The staged image; cancels the prediction and throws when {@code deadline} has passed. */
  byte[] stage(Job job, String image, Instant deadline)
      throws IOException, InterruptedException, TimeoutException {
    JsonNode prediction = create(job, image);
    while (!ended(prediction)) {
      if (Instant.now().isAfter(deadline)) {
        send(post(URI.create(prediction.at("/urls/cancel").asText()), ""));
        throw new TimeoutException("prediction did not end in time");
      }
      Thread.sleep(pollInterval.toMillis());
      prediction = read(send(get(URI.create(prediction.at("/urls/get").asText()))));
    }
    String status = prediction.path("status").asText();
    if (!status.equals("succeeded")) {
      throw new ReplicateException(
          "prediction " + status, prediction.path("error").asText("no error told"));
    }
    HttpRequest download =
        HttpRequest.newBuilder(URI.create(prediction.path("output").asText()))
            .timeout(REQUEST_TIMEOUT)
            .build();
    return http.send(download, BodyHandlers.ofByteArray()).body();
  }

  private JsonNode create(Job job, String image) throws IOException, InterruptedException {
    ObjectNode body = json.createObjectNode();
    ObjectNode input = body.putObject("input");
    input.put("image", image);
    input.put("room", job.roomType());
    input.put("prompt", "a " + job.style() + " " + job.roomType());
    String path = "/v1/models/" + job.model() + "/predictions";
    if (job.model().indexOf(':') >= 0) {
      body.put("version", job.model());
      path = "/v1/predictions";
    }
    HttpRequest.Builder request = post(base.resolve(path), body.toString());
    request.header("Content-Type", "application/json");
    if (job.immediate()) {
      request.header("Prefer", "wait=10");
    }
    HttpResponse<String> response = send(request);
    for (int i = 1; i < ATTEMPTS && response.statusCode() == 429; i++) {
      long seconds = response.headers().firstValueAsLong("Retry-After").orElse(1);
      Thread.sleep(Duration.ofSeconds(seconds).toMillis());
      response = send(request);
    }
    return read(response);
  }

  private static boolean ended(JsonNode prediction) {
    String status = prediction.path("status").asText();
    return !status.equals("starting") && !status.equals("processing");
  }

  private JsonNode read(HttpResponse<String> response) throws IOException {
    if (response.statusCode() >= 300) {
      throw new ReplicateException("Replicate answered " + response.statusCode(), response.body());
    }
    return json.readTree(response.body());
  }

  private static HttpRequest.Builder get(URI uri) {
    return HttpRequest.newBuilder(uri).GET();
  }

  private static HttpRequest.Builder post(URI uri, String body) {
    return HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    request.setHeader("Authorization", "Bearer " + token);
    return http.send(request.timeout(REQUEST_TIMEOUT).build(), BodyHandlers.ofString());
  }
}
