/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.netty.handler.codec.http.HttpHeaders;
import io.obsagent.bootstrap.State;
import io.obsagent.core.http.HttpCapture;
import io.obsagent.core.method.PathStep;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapSetter;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.websocket.WebsocketInbound;

/**
 * An exchange of Reactor Netty's client, in the place of who waits for it. Its signals go on in the
 * context of its subscription. The last one and a cancellation may come at once: the first counts.
 */
final class ReactorNettyCall implements CoreSubscriber<Connection>, Subscription {
  /** What this thread subscribes to, before its request is known. */
  private static final ThreadLocal<@Nullable ReactorNettyCall> STARTING = new ThreadLocal<>();

  /** By what makes the requests, and by a request that has no headers yet. */
  private static final State<ReactorNettyCall> CALLS = new State<>();

  private static final PathStep URI = new PathStep("toURI");
  private static final PathStep METHOD = new PathStep("method");
  private static final PathStep SCHEME = new PathStep("scheme");
  private static final PathStep HOST = new PathStep("host");
  private static final PathStep PORT = new PathStep("port");
  private static final PathStep PATH = new PathStep("pathAndQuery");
  private static final PathStep HEADERS = new PathStep("defaultHeaders");

  private final Context caller = Context.current();
  private final CoreSubscriber<? super Connection> actual;
  private @Nullable Exchange exchange;
  private @Nullable Subscription subscription;

  private ReactorNettyCall(CoreSubscriber<? super Connection> actual) {
    this.actual = actual;
  }

  /** Begins to subscribe to an exchange on this thread. */
  static CoreSubscriber<Connection> subscribing(CoreSubscriber<? super Connection> subscriber) {
    ReactorNettyCall call = new ReactorNettyCall(subscriber);
    STARTING.set(call);
    return call;
  }

  /** Ends the subscription on this thread. */
  static void subscribed() {
    STARTING.remove();
  }

  /** Takes what makes the requests of the exchange that this thread subscribes to. */
  static void start(Object handler) {
    ReactorNettyCall call = STARTING.get();
    Object uri = URI.read(handler);
    Object method = METHOD.read(handler);
    if (call != null && uri != null && method != null) {
      STARTING.remove();
      call.start(method.toString(), uri, HEADERS.read(handler));
      CALLS.set(handler, call);
    }
  }

  private void start(String method, Object uri, @Nullable Object headers) {
    Object scheme = SCHEME.read(uri);
    Object host = HOST.read(uri);
    Object port = PORT.read(uri);
    String path = String.valueOf(PATH.read(uri));
    int query = path.indexOf('?');
    Exchange started =
        Exchange.start(
            method,
            "wss".equals(scheme) || "https".equals(scheme) ? "https" : "http",
            host instanceof String ? (String) host : null,
            port instanceof Integer ? (Integer) port : -1,
            query < 0 ? path : path.substring(0, query));
    if (started != null) {
      started.url(uri.toString());
      if (headers instanceof HttpHeaders) {
        started.request((HttpHeaders) headers, HeadersRead.READER);
      }
      started.leave();
      exchange = started;
    }
  }

  /** A request is about to be made on its connection. */
  static void sent(Object handler, Object request) {
    ReactorNettyCall call = CALLS.get(handler);
    Exchange exchange = call == null ? null : call.exchange;
    if (call == null || exchange == null) {
      return;
    }
    CALLS.set(request, call);
    exchange.sent();
    HttpCapture capture = exchange.requestBody();
    if (request instanceof Connection && (capture != null || exchange.readsResponse())) {
      NettyClientBodies.watch(((Connection) request).channel(), capture);
    }
  }

  /** A request has its headers, and is not yet sent. */
  static void headed(Object request) {
    ReactorNettyCall call = CALLS.remove(request);
    Exchange exchange = call == null ? null : call.exchange;
    if (exchange != null && request instanceof HttpClientRequest) {
      exchange.inject(((HttpClientRequest) request).requestHeaders(), Setter.SETTER);
    }
  }

  @Override
  public reactor.util.context.Context currentContext() {
    return actual.currentContext();
  }

  @Override
  public void onSubscribe(Subscription upstream) {
    subscription = upstream;
    actual.onSubscribe(this);
  }

  @Override
  public void request(long count) {
    Subscription upstream = subscription;
    if (upstream != null) {
      upstream.request(count);
    }
  }

  @Override
  public void cancel() {
    Exchange ended = take();
    if (ended != null) {
      ended.canceled(null);
      ended.end();
    }
    Subscription upstream = subscription;
    if (upstream != null) {
      upstream.cancel();
    }
  }

  @Override
  public void onNext(Connection connection) {
    Exchange ended = take();
    if (ended != null) {
      if (connection instanceof WebsocketInbound) {
        ended.responded(101);
      } else if (connection instanceof HttpClientResponse) {
        responded(ended, connection, (HttpClientResponse) connection);
      }
      ended.end();
    }
    try (Scope scope = caller.makeCurrent()) {
      actual.onNext(connection);
    }
  }

  private static void responded(
      Exchange exchange, Connection connection, HttpClientResponse response) {
    exchange.responded(response.status().code());
    exchange.response(response.responseHeaders(), HeadersRead.READER);
    BodyTap tap = exchange.tap();
    if (tap != null) {
      NettyClientBodies.tap(connection.channel(), tap);
    }
  }

  @Override
  public void onError(Throwable error) {
    Exchange ended = take();
    if (ended != null) {
      ended.failed(error);
      ended.end();
    }
    try (Scope scope = caller.makeCurrent()) {
      actual.onError(error);
    }
  }

  @Override
  public void onComplete() {
    Exchange ended = take();
    if (ended != null) {
      ended.end();
    }
    try (Scope scope = caller.makeCurrent()) {
      actual.onComplete();
    }
  }

  private synchronized @Nullable Exchange take() {
    Exchange ended = exchange;
    exchange = null;
    return ended;
  }

  private static final class HeadersRead extends HeaderReader<HttpHeaders> {
    static final HeadersRead READER = new HeadersRead();

    @Override
    public @Nullable String get(@Nullable HttpHeaders headers, String name) {
      return headers == null ? null : headers.get(name);
    }
  }

  private enum Setter implements TextMapSetter<HttpHeaders> {
    SETTER;

    @Override
    public void set(@Nullable HttpHeaders headers, String name, String value) {
      if (headers != null) {
        headers.set(name, value);
      }
    }
  }
}
