/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;

/** A client of one application's HTTP interface. Thread-safe. */
public final class Client {
  private static final Duration REQUEST = Duration.ofSeconds(30);
  private static final Duration START = Duration.ofSeconds(90);

  private final HttpClient http;
  private final String url;

  /** One of the application at {@code http://host:port}. */
  public Client(String url) {
    this(url, HttpClient.newHttpClient());
  }

  private Client(String url, HttpClient http) {
    this.url = url;
    this.http = http;
  }

  /** Another client of the same application, which keeps cookies. */
  public Client withCookies() {
    return new Client(url, HttpClient.newBuilder().cookieHandler(new CookieManager()).build());
  }

  /** The base URL. */
  public String url() {
    return url;
  }

  /** Sends a GET with headers, given as name and value in turn. */
  public Reply get(String path, String... headers) {
    return send(request(path, headers));
  }

  /** Sends a POST with JSON and headers, given as name and value in turn. */
  public Reply post(String path, String json, String... headers) {
    return send(
        request(path, headers)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  /** Sends any request, within 30 seconds. */
  public Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          http.send(request.timeout(REQUEST).build(), BodyHandlers.ofString());
      String type = response.headers().firstValue("Content-Type").orElse("");
      return new Reply(response.statusCode(), type, response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A request to be sent, with headers given as name and value in turn. */
  public HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
    return headers.length == 0 ? request : request.headers(headers);
  }

  /** Waits until the application, which runs in this JVM, answers 200 to a GET. */
  public void awaitReady(String path, ChildJvm jvm) {
    Instant deadline = Instant.now().plus(START);
    while (true) {
      try {
        if (get(path).status() == 200) {
          return;
        }
      } catch (UncheckedIOException e) {
        if (!jvm.isAlive()) {
          throw new IllegalStateException(
              "it did not start:\n" + String.join("\n", jvm.lines()), e);
        }
      }
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException("it is not ready:\n" + String.join("\n", jvm.lines()));
      }
      Waiting.sleep(50);
    }
  }
}
