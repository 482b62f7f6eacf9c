/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.springframework.web.client.RestClient;

final class Main {
  static void main(String[] args) throws Exception {
    RestClient client = RestClient.create();
    Calls.make(
        url -> get(client, url),
        url -> CompletableFuture.supplyAsync(() -> get(client, url)).get());
  }

  private static String get(RestClient client, String url) {
    return client
        .get()
        .uri(url)
        .exchange(
            (request, response) ->
                response.getStatusCode().value()
                    + " "
                    + new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8));
  }
}
