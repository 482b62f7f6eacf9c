/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

final class Main {
  private static final OkHttpClient CLIENT = new OkHttpClient();

  static void main(String[] args) throws Exception {
    Calls.make(
        url -> text(CLIENT.newCall(new Request.Builder().url(url).build()).execute()),
        Main::enqueue);
  }

  private static String enqueue(String url) throws Exception {
    CompletableFuture<String> result = new CompletableFuture<>();
    CLIENT
        .newCall(new Request.Builder().url(url).build())
        .enqueue(
            new Callback() {
              @Override
              public void onFailure(Call call, IOException e) {
                result.completeExceptionally(e);
              }

              @Override
              public void onResponse(Call call, Response response) throws IOException {
                result.complete(text(response));
              }
            });
    return result.get();
  }

  private static String text(Response response) throws IOException {
    try (Response closed = response) {
      return closed.code() + " " + closed.body().string();
    }
  }
}
