/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

final class Main {
  static void main(String[] args) throws Exception {
    DisposableServer server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .protocol(HttpProtocol.H2C, HttpProtocol.HTTP11)
            .route(
                routes ->
                    routes
                        .get(
                            "/items/{id}",
                            (request, response) ->
                                response.sendString(Mono.fromCallable(Child::query)))
                        .get(
                            "/later/{id}",
                            (request, response) ->
                                response.sendString(
                                    Mono.fromCallable(Child::query)
                                        .subscribeOn(Schedulers.parallel()))))
            .bindNow(Duration.ofSeconds(10));
    HttpClient client =
        HttpClient.create().protocol(HttpProtocol.H2C).host("127.0.0.1").port(server.port());
    for (String path : new String[] {"/items/1", "/later/1", "/nothing"}) {
      System.out.println("HTTP/2 GET " + path + " -> " + get(client, path));
    }
    Web.get(server.port(), "/items/1");
  }

  private static String get(HttpClient client, String path) {
    return client
        .get()
        .uri(path)
        .responseSingle(
            (response, body) ->
                body.asString()
                    .defaultIfEmpty("")
                    .map(text -> response.status().code() + " " + text))
        .block(Duration.ofSeconds(10));
  }
}
