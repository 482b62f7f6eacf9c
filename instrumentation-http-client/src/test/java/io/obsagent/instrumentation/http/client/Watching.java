/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.core.http.ExchangeWatcher;
import io.obsagent.core.http.ExchangeWatchers;
import io.obsagent.core.http.WatchedExchange;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.trace.SpanKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Watches the exchanges whose path begins with {@code /watched}, and notes what it is told. */
final class Watching implements ExchangeWatcher {
  private static final OperationType TYPE =
      new OperationType("watched", SpanKind.CLIENT).hides("http.client");
  private static final List<String> NOTES = new CopyOnWriteArrayList<>();

  static {
    ExchangeWatchers.add(new Watching());
  }

  /** What was noted since the last call of {@link #begin}, in order. */
  static List<String> notes() {
    return NOTES;
  }

  static void begin() {
    NOTES.clear();
  }

  @Override
  public WatchedExchange watch(String method, String scheme, String host, int port, String path) {
    if (!path.startsWith("/watched")) {
      return null;
    }
    NOTES.add(method + " " + scheme + "://" + host + path);
    return new WatchedExchange() {
      @Override
      public Operation start() {
        return Operation.start(TYPE);
      }

      @Override
      public void status(Operation operation, int status) {
        NOTES.add("status " + status + (operation.isRunning() ? "" : " too late"));
      }

      @Override
      public void body(byte[] bytes, int length) {
        NOTES.add(
            length > 100
                ? "body of " + length
                : "body " + new String(bytes, 0, length, StandardCharsets.UTF_8));
      }

      @Override
      public void failed(Throwable error) {
        NOTES.add("failed " + error.getClass().getSimpleName());
      }
    };
  }
}
