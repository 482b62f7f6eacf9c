/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package com.acme;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has Replicate run models, which tells the end to a webhook or to who asks. */
final class Predictions {
  private static final Logger log = LoggerFactory.getLogger(Predictions.class);
  private static final String API = "http://api.replicate.com/v1/";

  private final HttpClient client = HttpClient.newHttpClient();
  private final String token;

  Predictions(String token) {
    this.token = token;
  }

  /** Starts one of the model that was sent; its id. */
  String start(HttpServletRequest request, String body) throws Exception {
    return send(
        "models/" + body + "/predictions",
        HttpRequest.newBuilder().POST(BodyPublishers.ofString("{\"input\":{\"image\":\"a\"}}")),
        "id");
  }

  /** Asks how the one is whose id was sent; its status. */
  String ask(HttpServletRequest request, String body) throws Exception {
    return send("predictions/" + body, HttpRequest.newBuilder(), "status");
  }

  private String send(String path, HttpRequest.Builder request, String field) throws Exception {
    request
        .uri(URI.create(API + path))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json");
    var response = client.send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new IOException("Replicate answers " + response.statusCode());
    }
    return Endpoint.json(response.body()).get(field).getAsString();
  }

  /** What Replicate tells. */
  String told(HttpServletRequest request, String body) {
    log.info("prediction {}", Endpoint.json(body).get("status").getAsString());
    return "";
  }
}
