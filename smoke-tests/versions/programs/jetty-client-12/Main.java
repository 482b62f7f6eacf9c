/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Result;

final class Main {
  static void main(String[] args) throws Exception {
    HttpClient client = new HttpClient();
    client.start();
    Calls.make(
        url -> {
          ContentResponse response = client.GET(url);
          return response.getStatus() + " " + response.getContentAsString();
        },
        url -> asynchronous(client, url));
    client.stop();
  }

  private static String asynchronous(HttpClient client, String url) throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    client
        .newRequest(url)
        .send(
            new BufferingResponseListener() {
              @Override
              public void onComplete(Result result) {
                answer.complete(result.getResponse().getStatus() + " " + getContentAsString());
              }
            });
    return answer.get();
  }
}
