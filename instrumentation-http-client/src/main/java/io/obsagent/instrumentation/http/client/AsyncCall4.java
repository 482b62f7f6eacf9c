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
import org.apache.http.HttpException;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.client.methods.HttpRequestWrapper;
import org.apache.http.concurrent.FutureCallback;
import org.apache.http.nio.ContentDecoder;
import org.apache.http.nio.ContentEncoder;
import org.apache.http.nio.IOControl;
import org.apache.http.nio.protocol.HttpAsyncRequestProducer;
import org.apache.http.nio.protocol.HttpAsyncResponseConsumer;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * A call of Apache's asynchronous client 4, over the objects by which the client asks for the
 * request and tells the response and the end. Used by one thread at a time.
 */
final class AsyncCall4 {
  /** By what handles the call inside the client. */
  static final State<AsyncCall4> CALLS = new State<>();

  private final Context caller = Context.current();

  /** Null before the request is known, and where it is part of another operation. */
  private @Nullable Exchange exchange;

  private @Nullable BodyTap tap;
  private boolean complete;

  /** The call that a request is for; null for what is none of ours. */
  static @Nullable AsyncCall4 of(@Nullable Object producer) {
    return producer instanceof Producer ? ((Producer) producer).call : null;
  }

  private void start(@Nullable HttpHost target, @Nullable HttpRequest request) {
    if (exchange == null && target != null && request != null) {
      exchange = ApacheMessages4.start(target, request);
      if (exchange != null) {
        exchange.leave();
      }
    }
  }

  /** A request goes out, which is the client's own copy. */
  void sent(HttpRequest request) {
    if (exchange != null
        && request instanceof HttpRequestWrapper
        && !request.getRequestLine().getMethod().equals("CONNECT")) {
      exchange.sent();
      exchange.inject(request, ApacheMessages4.SETTER);
    }
  }

  private void responded(HttpResponse response) {
    if (exchange != null) {
      exchange.responded(response.getStatusLine().getStatusCode());
      exchange.response(response, ApacheMessages4.HEADERS);
      tap = exchange.tap();
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

  /** The application's producer of the request. */
  static final class Producer implements HttpAsyncRequestProducer {
    private final AsyncCall4 call;
    private final HttpAsyncRequestProducer actual;
    private @Nullable HttpHost target;

    Producer(AsyncCall4 call, HttpAsyncRequestProducer actual) {
      this.call = call;
      this.actual = actual;
    }

    @Override
    public HttpHost getTarget() {
      HttpHost asked = actual.getTarget();
      target = asked;
      return asked;
    }

    @Override
    public HttpRequest generateRequest() throws IOException, HttpException {
      HttpRequest request = actual.generateRequest();
      call.start(target, request);
      return request;
    }

    @Override
    public void produceContent(ContentEncoder encoder, IOControl control) throws IOException {
      HttpCapture capture = call.exchange == null ? null : call.exchange.requestBody();
      actual.produceContent(capture == null ? encoder : new SeenEncoder(encoder, capture), control);
    }

    @Override
    public void requestCompleted(HttpContext context) {
      actual.requestCompleted(context);
    }

    @Override
    public void failed(Exception failure) {
      actual.failed(failure);
    }

    @Override
    public boolean isRepeatable() {
      return actual.isRepeatable();
    }

    @Override
    public void resetRequest() throws IOException {
      actual.resetRequest();
    }

    @Override
    public void close() throws IOException {
      actual.close();
    }
  }

  private static final class SeenEncoder implements ContentEncoder {
    private final ContentEncoder actual;
    private final HttpCapture capture;

    SeenEncoder(ContentEncoder actual, HttpCapture capture) {
      this.actual = actual;
      this.capture = capture;
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
    public void complete() throws IOException {
      capture.requestEnd();
      actual.complete();
    }

    @Override
    public boolean isCompleted() {
      return actual.isCompleted();
    }
  }

  /**
   * The application's consumer of the response.
   *
   * @param <T> what it makes of it
   */
  static final class Consumer<T> implements HttpAsyncResponseConsumer<T> {
    private final AsyncCall4 call;
    private final HttpAsyncResponseConsumer<T> actual;

    Consumer(AsyncCall4 call, HttpAsyncResponseConsumer<T> actual) {
      this.call = call;
      this.actual = actual;
    }

    @Override
    public void responseReceived(HttpResponse response) throws IOException, HttpException {
      call.responded(response);
      actual.responseReceived(response);
    }

    @Override
    public void consumeContent(ContentDecoder decoder, IOControl control) throws IOException {
      actual.consumeContent(
          call.tap == null ? decoder : new TappedDecoder(decoder, call.tap), control);
    }

    @Override
    public void responseCompleted(HttpContext context) {
      call.endBody();
      actual.responseCompleted(context);
      call.complete = true;
    }

    @Override
    public void failed(Exception failure) {
      call.end(failure, false);
      actual.failed(failure);
    }

    /** The client asks for it once the response is complete, just before its future is. */
    @Override
    public @Nullable Exception getException() {
      Exception failure = actual.getException();
      if (call.complete) {
        call.end(failure, false);
      }
      return failure;
    }

    @Override
    public T getResult() {
      return actual.getResult();
    }

    @Override
    public boolean isDone() {
      return actual.isDone();
    }

    @Override
    public void close() throws IOException {
      actual.close();
    }

    @Override
    public boolean cancel() {
      return actual.cancel();
    }
  }

  private static final class TappedDecoder implements ContentDecoder {
    private final ContentDecoder actual;
    private final BodyTap tap;

    TappedDecoder(ContentDecoder actual, BodyTap tap) {
      this.actual = actual;
      this.tap = tap;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      ByteBuffer own = into.duplicate();
      int count = actual.read(into);
      own.limit(into.position());
      tap.add(own);
      return count;
    }

    @Override
    public boolean isCompleted() {
      return actual.isCompleted();
    }
  }

  /**
   * The application's callback, if it has one.
   *
   * @param <T> what it gets
   */
  static final class Callback<T> implements FutureCallback<T> {
    private final AsyncCall4 call;
    private final @Nullable FutureCallback<T> actual;

    Callback(AsyncCall4 call, @Nullable FutureCallback<T> actual) {
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
