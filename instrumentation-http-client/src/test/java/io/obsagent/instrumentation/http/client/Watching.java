/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.core.http.ExchangeWatcher;
import io.obsagent.core.http.ExchangeWatchers;
import io.obsagent.core.http.WatchedExchange;
import io.obsagent.core.json.Feed;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.trace.SpanKind;
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
    Collected body = new Collected();
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
      public Feed body() {
        return body;
      }

      @Override
      public void bodyRead() {
        String text = body.text();
        NOTES.add(text.length() > 100 ? "body of " + text.length() : "body " + text);
      }

      @Override
      public void failed(Throwable error) {
        NOTES.add("failed " + error.getClass().getSimpleName());
      }
    };
  }
}
