/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

final class Main {
  static void main(String[] args) throws Exception {
    HttpClient client = HttpClient.create();
    Calls.make(url -> get(client, url).block(), url -> get(client, url).toFuture().get());
  }

  private static Mono<String> get(HttpClient client, String url) {
    return client
        .get()
        .uri(url)
        .responseSingle(
            (response, body) -> body.asString().map(text -> response.status().code() + " " + text));
  }
}
