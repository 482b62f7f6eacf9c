/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.bootstrap.State;
import io.obsagent.core.http.HttpCapture;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.HttpServer;
import io.undertow.server.DefaultResponseListener;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Exchanges of Undertow and their operations. Thread-safe. */
final class UndertowExchange extends RequestReader<HttpServerExchange> {
  private static final UndertowExchange READER = new UndertowExchange();
  private static final Completion COMPLETION = new Completion();
  private static final State<Operation> OPERATIONS = new State<>();

  static final ResponseReader<HttpServerExchange> RESPONSES = new Responses();

  /** What is being answered by another exchange on this thread. */
  private static final ThreadLocal<@Nullable HttpServerExchange> UPGRADED = new ThreadLocal<>();

  private UndertowExchange() {}

  private static final class Responses extends ResponseReader<HttpServerExchange> {
    @Override
    @Nullable String header(HttpServerExchange exchange, String name) {
      return exchange.getResponseHeaders().getFirst(name);
    }
  }

  /** Begins a turn, the first one with a new operation; null when the exchange is complete. */
  static @Nullable Turn enter(HttpServerExchange exchange) {
    Operation operation = OPERATIONS.get(exchange);
    if (operation == null && !exchange.isComplete()) {
      operation = handedOver();
      if (operation == null) {
        operation = ServedRequest.start(exchange, READER);
        ServedRequest.target(operation, exchange, READER);
      } else {
        exchange.getConnection().addCloseListener(new Close(exchange));
      }
      OPERATIONS.set(exchange, operation);
      exchange.addExchangeCompleteListener(COMPLETION);
      HttpCapture capture = HttpCapture.served(operation);
      if (capture != null) {
        UndertowBodies.watch(exchange, capture);
      }
    }
    return Turn.resume(operation);
  }

  /**
   * Takes an exchange that changes to HTTP/2, where another one on this thread answers its request.
   */
  static void upgraded(HttpServerExchange exchange) {
    UPGRADED.set(exchange);
  }

  /** Ends what {@link #upgraded} began. */
  static void answered() {
    UPGRADED.remove();
  }

  /** The operation of the exchange that changes to HTTP/2 on this thread; null without one. */
  private static @Nullable Operation handedOver() {
    HttpServerExchange upgraded = UPGRADED.get();
    return upgraded == null ? null : OPERATIONS.remove(upgraded);
  }

  /** Whether a request is answered by another exchange, once the connection speaks HTTP/2. */
  private static boolean changesToHttp2(HttpServerExchange exchange) {
    String upgrade =
        exchange.isUpgrade() ? exchange.getResponseHeaders().getFirst("Upgrade") : null;
    return upgrade != null && upgrade.startsWith("h2c");
  }

  /** Says that an exception left the application. */
  static void failed(HttpServerExchange exchange, @Nullable Throwable thrown) {
    ServedRequest.failed(OPERATIONS.get(exchange), thrown);
  }

  /** A task of an exchange that goes on with its operation; null where it has none. */
  static @Nullable Runnable task(HttpServerExchange exchange, @Nullable Runnable task) {
    Operation operation = OPERATIONS.get(exchange);
    return task == null || operation == null || !operation.isRunning()
        ? null
        : new Task(operation, task);
  }

  private static final class Task implements Runnable {
    private final Operation operation;
    private final Runnable task;

    Task(Operation operation, Runnable task) {
      this.operation = operation;
      this.task = task;
    }

    @Override
    public void run() {
      Turn turn = Turn.begin(operation);
      try {
        task.run();
      } finally {
        turn.end();
      }
    }
  }

  /**
   * Ends what a change to HTTP/2 left open, with the connection: a request that no other exchange
   * came to answer, or, of early versions, one with a body.
   */
  private static final class Close implements ServerConnection.CloseListener {
    private final HttpServerExchange exchange;

    Close(HttpServerExchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public void closed(ServerConnection connection) {
      finish(exchange);
    }
  }

  private static final class Completion implements ExchangeCompletionListener {
    @Override
    public void exchangeEvent(HttpServerExchange exchange, NextListener next) {
      try {
        if (changesToHttp2(exchange)) {
          exchange.getConnection().addCloseListener(new Close(exchange));
        } else {
          finish(exchange);
        }
      } finally {
        next.proceed();
      }
    }
  }

  private static void finish(HttpServerExchange exchange) {
    Operation operation = OPERATIONS.get(exchange);
    if (operation == null || !operation.isRunning()) {
      return;
    }
    failed(exchange, exchange.getAttachment(DefaultResponseListener.EXCEPTION));
    if (operation.get(HttpServer.ROUTE) == null) {
      UndertowRoutes.tell(operation, exchange);
    }
    ServedRequest.responded(operation, exchange, RESPONSES);
    ServedRequest.end(operation, exchange.getStatusCode());
  }

  @Override
  @Nullable String method(HttpServerExchange exchange) {
    return exchange.getRequestMethod().toString();
  }

  @Override
  @Nullable String path(HttpServerExchange exchange) {
    return exchange.getRequestURI();
  }

  @Override
  @Nullable String scheme(HttpServerExchange exchange) {
    return exchange.getRequestScheme();
  }

  @Override
  @Nullable String serverAddress(HttpServerExchange exchange) {
    return exchange.getHostName();
  }

  @Override
  int serverPort(HttpServerExchange exchange) {
    return exchange.getHostPort();
  }

  @Override
  @Nullable String peerAddress(HttpServerExchange exchange) {
    InetAddress address = exchange.getSourceAddress().getAddress();
    return address == null ? null : address.getHostAddress();
  }

  @Override
  @Nullable String header(HttpServerExchange exchange, String name) {
    return exchange.getRequestHeaders().getFirst(name);
  }
}
