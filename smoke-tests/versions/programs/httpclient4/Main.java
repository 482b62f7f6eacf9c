/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.util.concurrent.Future;
import org.apache.http.HttpResponse;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.nio.client.CloseableHttpAsyncClient;
import org.apache.http.impl.nio.client.HttpAsyncClients;
import org.apache.http.util.EntityUtils;

final class Main {
  static void main(String[] args) throws Exception {
    CloseableHttpClient client = HttpClients.createDefault();
    CloseableHttpAsyncClient later = HttpAsyncClients.createDefault();
    later.start();
    Calls.make(
        url -> {
          try (CloseableHttpResponse response = client.execute(new HttpGet(url))) {
            return text(response);
          }
        },
        url -> {
          Future<HttpResponse> response = later.execute(new HttpGet(url), null);
          return text(response.get());
        });
  }

  private static String text(HttpResponse response) throws Exception {
    return response.getStatusLine().getStatusCode()
        + " "
        + EntityUtils.toString(response.getEntity());
  }
}
