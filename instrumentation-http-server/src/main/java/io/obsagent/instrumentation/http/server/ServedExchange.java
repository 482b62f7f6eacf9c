/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import com.sun.net.httpserver.HttpExchange;
import io.obsagent.bootstrap.State;
import io.obsagent.core.http.HttpCapture;
import io.obsagent.core.operation.Operation;
import org.jspecify.annotations.Nullable;

/** An exchange of the JDK's server with its operation. Thread-safe. */
final class ServedExchange {
  /** Kept on both the exchange that handlers see and the one behind it. */
  private static final State<ServedExchange> EXCHANGES = new State<>();

  final Operation operation;
  private final HttpExchange exchange;

  private ServedExchange(Operation operation, HttpExchange exchange) {
    this.operation = operation;
    this.exchange = exchange;
  }

  /**
   * Starts the operation of an exchange.
   *
   * @param inner the server's own exchange behind it
   */
  static void start(HttpExchange exchange, Object inner) {
    JdkRequest request = new JdkRequest(exchange);
    Operation operation = ServedRequest.start(request, JdkExchanges.READER);
    ServedRequest.target(operation, request, JdkExchanges.READER);
    ServedRequest.route(operation, exchange.getHttpContext().getPath());
    ServedExchange served = new ServedExchange(operation, exchange);
    EXCHANGES.set(exchange, served);
    EXCHANGES.set(inner, served);
    HttpCapture capture = HttpCapture.served(operation);
    if (capture != null) {
      served.watch(capture);
    }
  }

  private void watch(HttpCapture capture) {
    if (capture.readsRequest()) {
      exchange.setStreams(new ReadBody(exchange.getRequestBody(), capture), null);
    }
    if (capture.readsResponse()) {
      exchange.setStreams(null, new WrittenBody(exchange.getResponseBody(), exchange, capture));
    }
  }

  /** By either of the two exchanges; null for one that an application made. */
  static @Nullable ServedExchange of(Object exchange) {
    return EXCHANGES.get(exchange);
  }

  /** Ends the operation with what was answered, if it runs. */
  void end() {
    ServedRequest.responded(operation, exchange, JdkExchanges.RESPONSES);
    ServedRequest.end(operation, exchange.getResponseCode());
  }
}
