/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.websocket;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The other end. */
final class Client implements WebSocket.Listener {
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final StringBuilder partial = new StringBuilder();
  private final WebSocket socket;

  Client(int port) {
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create("ws://localhost:" + port + "/chat"), this)
            .join();
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      received.add(partial.toString());
      partial.setLength(0);
    }
    from.request(1);
    return null;
  }

  void send(String text) {
    socket.sendText(text, true).join();
  }

  void sendInParts(String first, String second) {
    socket.sendText(first, false).join();
    socket.sendText(second, true).join();
  }

  String receive() throws InterruptedException {
    return received.poll(10, TimeUnit.SECONDS);
  }

  void close() {
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "done").join();
  }

  /** Goes away without a word. */
  void abort() {
    socket.abort();
  }
}
