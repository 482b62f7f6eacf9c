/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.s3;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Counts what a subscriber gets of a download, in the context of who subscribed. */
@SuppressWarnings("try")
final class CountingSubscriber implements Subscriber<ByteBuffer>, Subscription {
  private final Subscriber<? super ByteBuffer> subscriber;
  private final Context caller = Context.current();
  private @Nullable Download download;
  private @Nullable Subscription subscription;

  private CountingSubscriber(Subscriber<? super ByteBuffer> subscriber) {
    this.subscriber = subscriber;
  }

  /** The subscriber to use in place of the application's; null when there is nothing to count. */
  static @Nullable Subscriber<ByteBuffer> around(
      Object publisher, Subscriber<? super ByteBuffer> subscriber) {
    CountingSubscriber counting = new CountingSubscriber(subscriber);
    counting.download = Download.move(publisher, counting);
    return counting.download == null ? null : counting;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    this.subscription = subscription;
    try (Scope scope = caller.makeCurrent()) {
      subscriber.onSubscribe(this);
    }
  }

  @Override
  public void onNext(ByteBuffer content) {
    if (download != null) {
      download.read(content.remaining());
    }
    try (Scope scope = caller.makeCurrent()) {
      subscriber.onNext(content);
    }
  }

  @Override
  public void onError(Throwable error) {
    end(error);
    try (Scope scope = caller.makeCurrent()) {
      subscriber.onError(error);
    }
  }

  @Override
  public void onComplete() {
    end(null);
    try (Scope scope = caller.makeCurrent()) {
      subscriber.onComplete();
    }
  }

  @Override
  public void request(long count) {
    if (subscription != null) {
      subscription.request(count);
    }
  }

  @Override
  public void cancel() {
    end(null);
    if (subscription != null) {
      subscription.cancel();
    }
  }

  private void end(@Nullable Throwable error) {
    if (download != null) {
      download.end(this, error);
    }
  }
}
