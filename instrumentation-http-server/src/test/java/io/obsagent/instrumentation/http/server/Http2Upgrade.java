/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** A client that asks in HTTP/1.1, offers to go on in HTTP/2, and closes nothing by itself. */
final class Http2Upgrade {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

  private Http2Upgrade() {}

  /** An answer with the version of HTTP that it came by. */
  record Answer(String version, int status, String body) {}

  static Answer get(int port, String path) throws IOException, InterruptedException {
    return send(request(port, path).GET());
  }

  static Answer post(int port, String path, String json) throws IOException, InterruptedException {
    return send(
        request(port, path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private static Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(response.version().name(), response.statusCode(), response.body());
  }
}
