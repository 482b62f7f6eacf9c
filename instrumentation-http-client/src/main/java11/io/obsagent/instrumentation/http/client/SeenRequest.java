/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.core.http.HttpCapture;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;

/** A request whose body rules look at as it is sent. */
final class SeenRequest extends HttpRequest {
  private final HttpRequest request;
  private final BodyPublisher body;

  SeenRequest(HttpRequest request, BodyPublisher body, HttpCapture capture) {
    this.request = request;
    this.body = new SeenBody(body, capture);
  }

  @Override
  public Optional<BodyPublisher> bodyPublisher() {
    return Optional.of(body);
  }

  @Override
  public String method() {
    return request.method();
  }

  @Override
  public Optional<Duration> timeout() {
    return request.timeout();
  }

  @Override
  public boolean expectContinue() {
    return request.expectContinue();
  }

  @Override
  public URI uri() {
    return request.uri();
  }

  @Override
  public Optional<HttpClient.Version> version() {
    return request.version();
  }

  @Override
  public HttpHeaders headers() {
    return request.headers();
  }

  private static final class SeenBody implements BodyPublisher {
    private final BodyPublisher body;
    private final HttpCapture capture;

    SeenBody(BodyPublisher body, HttpCapture capture) {
      this.body = body;
      this.capture = capture;
    }

    @Override
    public long contentLength() {
      return body.contentLength();
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
      body.subscribe(new SeenSubscriber(subscriber, capture));
    }
  }

  private static final class SeenSubscriber implements Subscriber<ByteBuffer> {
    private final Subscriber<? super ByteBuffer> subscriber;
    private final HttpCapture capture;

    SeenSubscriber(Subscriber<? super ByteBuffer> subscriber, HttpCapture capture) {
      this.subscriber = subscriber;
      this.capture = capture;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      subscriber.onSubscribe(subscription);
    }

    @Override
    public void onNext(ByteBuffer buffer) {
      capture.requestBody(buffer);
      subscriber.onNext(buffer);
    }

    @Override
    public void onError(Throwable error) {
      subscriber.onError(error);
    }

    @Override
    public void onComplete() {
      capture.requestEnd();
      subscriber.onComplete();
    }
  }
}
