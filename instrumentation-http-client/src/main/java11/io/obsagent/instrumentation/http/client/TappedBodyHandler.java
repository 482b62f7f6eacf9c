/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** The application's body handler, with a copy of the first bytes that its subscriber gets. */
final class TappedBodyHandler<T> implements BodyHandler<T> {
  private final BodyHandler<T> handler;
  private final Exchange exchange;
  private final BodyTap tap;

  TappedBodyHandler(BodyHandler<T> handler, Exchange exchange, BodyTap tap) {
    this.handler = handler;
    this.exchange = exchange;
    this.tap = tap;
  }

  @Override
  public BodySubscriber<T> apply(ResponseInfo response) {
    exchange.tellStatus(response.statusCode());
    exchange.response(response.headers(), JdkAdvice.Headers.READER);
    return new Subscriber<>(handler.apply(response), tap);
  }

  private static final class Subscriber<T> implements BodySubscriber<T> {
    private final BodySubscriber<T> subscriber;
    private final BodyTap tap;

    Subscriber(BodySubscriber<T> subscriber, BodyTap tap) {
      this.subscriber = subscriber;
      this.tap = tap;
    }

    @Override
    public CompletionStage<T> getBody() {
      return subscriber.getBody();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      subscriber.onSubscribe(new TappedSubscription(subscription, tap));
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        tap.add(buffer);
      }
      subscriber.onNext(buffers);
    }

    @Override
    public void onError(Throwable error) {
      tap.end();
      subscriber.onError(error);
    }

    @Override
    public void onComplete() {
      tap.end();
      subscriber.onComplete();
    }
  }

  /** What a subscriber cancels when the application closes the body before its end. */
  private static final class TappedSubscription implements Subscription {
    private final Subscription subscription;
    private final BodyTap tap;

    TappedSubscription(Subscription subscription, BodyTap tap) {
      this.subscription = subscription;
      this.tap = tap;
    }

    @Override
    public void request(long count) {
      subscription.request(count);
    }

    @Override
    public void cancel() {
      subscription.cancel();
      tap.end();
    }
  }
}
