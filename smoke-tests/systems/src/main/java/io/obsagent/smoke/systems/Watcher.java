/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.systems;

import io.obsagent.smoke.harness.Waiting;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Somebody who looks at a journey over a WebSocket. Thread-safe. */
final class Watcher implements WebSocket.Listener, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final WebSocket socket;
  private volatile boolean ended;

  private Watcher(HttpClient http, String url) {
    socket = http.newWebSocketBuilder().buildAsync(URI.create(url), this).join();
  }

  static Watcher open(HttpClient http, String url) {
    return new Watcher(http, url);
  }

  void say(String text) {
    socket.sendText(text, true).join();
  }

  /** Waits until a message contains {@code part}. */
  void awaitMessage(String part) {
    Waiting.until(
        "a message with " + part,
        PATIENCE,
        () -> messages.stream().anyMatch(message -> message.contains(part)));
  }

  /** Waits until the server has ended it. */
  void awaitEnd() {
    Waiting.until("the server ends the connection", PATIENCE, () -> ended);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    messages.add(data.toString());
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
    ended = true;
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    ended = true;
  }

  @Override
  public void close() {
    if (!ended) {
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }
  }
}
