/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.io.entity.EntityUtils;

final class Main {
  @SuppressWarnings("deprecation") // The other ways to execute came after 5.0.
  static void main(String[] args) throws Exception {
    CloseableHttpClient client = HttpClients.createDefault();
    CloseableHttpAsyncClient later = HttpAsyncClients.createDefault();
    later.start();
    Calls.make(
        url -> {
          try (CloseableHttpResponse response = client.execute(new HttpGet(url))) {
            return response.getCode() + " " + EntityUtils.toString(response.getEntity());
          }
        },
        url -> {
          SimpleHttpRequest request = new SimpleHttpRequest("GET", java.net.URI.create(url));
          SimpleHttpResponse response = later.execute(request, null).get();
          return response.getCode() + " " + response.getBodyText();
        });
  }
}
