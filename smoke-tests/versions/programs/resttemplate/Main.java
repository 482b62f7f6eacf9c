/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.util.concurrent.CompletableFuture;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.DefaultResponseErrorHandler;
import org.springframework.web.client.RestTemplate;

final class Main {
  static void main(String[] args) throws Exception {
    RestTemplate client = new RestTemplate();
    client.setErrorHandler(
        new DefaultResponseErrorHandler() {
          @Override
          public boolean hasError(ClientHttpResponse response) {
            return false;
          }
        });
    Calls.make(
        url -> get(client, url),
        url -> CompletableFuture.supplyAsync(() -> get(client, url)).get());
  }

  private static String get(RestTemplate client, String url) {
    ResponseEntity<String> response = client.getForEntity(url, String.class);
    return response.getStatusCode().value() + " " + response.getBody();
  }
}
