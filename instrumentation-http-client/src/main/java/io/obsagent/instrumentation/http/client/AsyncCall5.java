/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.bootstrap.State;
import io.obsagent.core.http.HttpCapture;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpMessage;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.net.NamedEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * A call of Apache's asynchronous client 5, over the objects by which the client asks for the
 * request and tells the response and the end. Used by one thread at a time.
 */
final class AsyncCall5 {
  /** By what can cancel a call. */
  static final State<Exchange> EXCHANGES = new State<>();

  private final Context caller = Context.current();
  private final @Nullable HttpHost target;

  /** Null before the request is known, and where it is part of another operation. */
  private @Nullable Exchange exchange;

  private @Nullable BodyTap tap;

  AsyncCall5(@Nullable HttpHost target) {
    this.target = target;
  }

  /** The call that a request is for; null for what is none of ours. */
  static @Nullable AsyncCall5 of(@Nullable Object producer) {
    return producer instanceof Producer ? ((Producer) producer).call : null;
  }

  /** Starts the exchange, which is being sent on this thread until it leaves. */
  private @Nullable Exchange start(HttpRequest request, @Nullable EntityDetails details) {
    NamedEndpoint server = target != null ? target : request.getAuthority();
    if (exchange != null || server == null) {
      return null;
    }
    String scheme = target != null ? target.getSchemeName() : request.getScheme();
    String path = request.getPath();
    int query = path == null ? -1 : path.indexOf('?');
    exchange =
        Exchange.start(
            request.getMethod(),
            scheme,
            server.getHostName(),
            server.getPort(),
            query < 0 ? path : path.substring(0, query));
    if (exchange != null) {
      exchange
          .url(ApacheHttpClient5Instrumentation.Execute.url(scheme, server, path))
          .request(new Head(request, details), Heads.READER);
    }
    return exchange;
  }

  private void responded(HttpResponse response, @Nullable EntityDetails details) {
    if (exchange != null) {
      exchange.responded(response.getCode());
      exchange.response(new Head(response, details), Heads.READER);
      tap = exchange.tap();
      if (details == null) {
        endBody();
      }
    }
  }

  private void endBody() {
    if (tap != null) {
      tap.end();
    }
  }

  /** Of the end and a cancellation that come at once the first counts. */
  private synchronized @Nullable Exchange take() {
    Exchange ended = exchange;
    exchange = null;
    return ended;
  }

  private void end(@Nullable Throwable failure, boolean canceled) {
    Exchange ended = take();
    if (ended != null) {
      if (canceled) {
        ended.canceled(null);
      } else if (failure != null) {
        ended.failed(failure);
      }
      endBody();
      ended.end();
    }
  }

  /** A message and what is known of its body, which may know its type alone. */
  private static final class Head {
    final HttpMessage message;
    final @Nullable EntityDetails details;

    Head(HttpMessage message, @Nullable EntityDetails details) {
      this.message = message;
      this.details = details;
    }
  }

  private static final class Heads extends HeaderReader<Head> {
    static final Heads READER = new Heads();

    @Override
    public @Nullable String get(@Nullable Head head, String name) {
      Header header = head == null ? null : head.message.getFirstHeader(name);
      if (header != null) {
        return header.getValue();
      }
      EntityDetails details = head == null ? null : head.details;
      return details == null
          ? null
          : name.equals("Content-Type")
              ? details.getContentType()
              : name.equals("Content-Encoding") ? details.getContentEncoding() : null;
    }
  }

  /** The application's producer of the request. */
  static final class Producer implements AsyncRequestProducer {
    private final AsyncCall5 call;
    private final AsyncRequestProducer actual;

    Producer(AsyncCall5 call, AsyncRequestProducer actual) {
      this.call = call;
      this.actual = actual;
    }

    @Override
    public void sendRequest(RequestChannel channel, HttpContext context)
        throws HttpException, IOException {
      actual.sendRequest(new Requests(call, channel), context);
    }

    @Override
    public int available() {
      return actual.available();
    }

    @Override
    public void produce(DataStreamChannel channel) throws IOException {
      HttpCapture capture = call.exchange == null ? null : call.exchange.requestBody();
      actual.produce(capture == null ? channel : new SeenChannel(channel, capture));
    }

    @Override
    public boolean isRepeatable() {
      return actual.isRepeatable();
    }

    @Override
    public void failed(Exception failure) {
      actual.failed(failure);
    }

    @Override
    public void releaseResources() {
      actual.releaseResources();
    }
  }

  /** Where the request becomes known, on the caller's thread. */
  private static final class Requests implements RequestChannel {
    private final AsyncCall5 call;
    private final RequestChannel actual;

    Requests(AsyncCall5 call, RequestChannel actual) {
      this.call = call;
      this.actual = actual;
    }

    @Override
    public void sendRequest(
        HttpRequest request, @Nullable EntityDetails details, HttpContext context)
        throws HttpException, IOException {
      Exchange started = call.start(request, details);
      try {
        actual.sendRequest(request, details, context);
      } finally {
        if (started != null) {
          started.leave();
        }
      }
    }
  }

  private static final class SeenChannel implements DataStreamChannel {
    private final DataStreamChannel actual;
    private final HttpCapture capture;

    SeenChannel(DataStreamChannel actual, HttpCapture capture) {
      this.actual = actual;
      this.capture = capture;
    }

    @Override
    public void requestOutput() {
      actual.requestOutput();
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      ByteBuffer own = from.duplicate();
      int count = actual.write(from);
      own.limit(from.position());
      capture.requestBody(own);
      return count;
    }

    @Override
    public void endStream() throws IOException {
      capture.requestEnd();
      actual.endStream();
    }

    @Override
    public void endStream(List<? extends Header> trailers) throws IOException {
      capture.requestEnd();
      actual.endStream(trailers);
    }
  }

  /**
   * The application's consumer of the response.
   *
   * @param <T> what it makes of it
   */
  static final class Consumer<T> implements AsyncResponseConsumer<T> {
    private final AsyncCall5 call;
    private final AsyncResponseConsumer<T> actual;

    Consumer(AsyncCall5 call, AsyncResponseConsumer<T> actual) {
      this.call = call;
      this.actual = actual;
    }

    @Override
    public void consumeResponse(
        HttpResponse response,
        @Nullable EntityDetails details,
        HttpContext context,
        FutureCallback<T> callback)
        throws HttpException, IOException {
      call.responded(response, details);
      actual.consumeResponse(response, details, context, new Consumed<>(call, callback));
    }

    @Override
    public void informationResponse(HttpResponse response, HttpContext context)
        throws HttpException, IOException {
      actual.informationResponse(response, context);
    }

    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
      actual.updateCapacity(channel);
    }

    @Override
    public void consume(ByteBuffer bytes) throws IOException {
      if (call.tap != null) {
        call.tap.add(bytes);
      }
      actual.consume(bytes);
    }

    @Override
    public void streamEnd(@Nullable List<? extends Header> trailers)
        throws HttpException, IOException {
      call.endBody();
      actual.streamEnd(trailers);
    }

    @Override
    public void failed(Exception failure) {
      call.end(failure, false);
      actual.failed(failure);
    }

    @Override
    public void releaseResources() {
      actual.releaseResources();
    }
  }

  /**
   * Where the application's consumer tells that it is done, just before the future is.
   *
   * @param <T> what it made of the response
   */
  private static final class Consumed<T> implements FutureCallback<T> {
    private final AsyncCall5 call;
    private final FutureCallback<T> actual;

    Consumed(AsyncCall5 call, FutureCallback<T> actual) {
      this.call = call;
      this.actual = actual;
    }

    @Override
    public void completed(T result) {
      call.end(null, false);
      actual.completed(result);
    }

    @Override
    public void failed(Exception failure) {
      call.end(failure, false);
      actual.failed(failure);
    }

    @Override
    public void cancelled() {
      call.end(null, true);
      actual.cancelled();
    }
  }

  /**
   * The application's callback, if it has one.
   *
   * @param <T> what it gets
   */
  static final class Callback<T> implements FutureCallback<T> {
    private final AsyncCall5 call;
    private final @Nullable FutureCallback<T> actual;

    Callback(AsyncCall5 call, @Nullable FutureCallback<T> actual) {
      this.call = call;
      this.actual = actual;
    }

    @Override
    public void completed(T result) {
      call.end(null, false);
      if (actual != null) {
        try (Scope scope = call.caller.makeCurrent()) {
          actual.completed(result);
        }
      }
    }

    @Override
    public void failed(Exception failure) {
      call.end(failure, false);
      if (actual != null) {
        try (Scope scope = call.caller.makeCurrent()) {
          actual.failed(failure);
        }
      }
    }

    @Override
    public void cancelled() {
      call.end(null, true);
      if (actual != null) {
        try (Scope scope = call.caller.makeCurrent()) {
          actual.cancelled();
        }
      }
    }
  }
}
