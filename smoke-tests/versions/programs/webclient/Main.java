/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

final class Main {
  static void main(String[] args) throws Exception {
    WebClient client = WebClient.create();
    Calls.make(url -> get(client, url).block(), url -> get(client, url).toFuture().get());
  }

  private static Mono<String> get(WebClient client, String url) {
    return client
        .get()
        .uri(url)
        .exchangeToMono(
            response ->
                response
                    .bodyToMono(String.class)
                    .map(text -> response.statusCode().value() + " " + text));
  }
}
