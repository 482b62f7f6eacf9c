/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.reactive;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;

/**
 * Gets the signals of a source in the context in which it was subscribed to. The subscription is
 * the source's own, so that both sides fuse as without this.
 *
 * @param <T> the type of values
 */
final class ReactorSubscriber<T> implements CoreSubscriber<T>, Scannable {
  private final Context context;
  private final CoreSubscriber<? super T> actual;

  private ReactorSubscriber(Context context, CoreSubscriber<? super T> actual) {
    this.context = context;
    this.actual = actual;
  }

  /** Null where the subscriber has its signals in that context already. */
  static @Nullable CoreSubscriber<?> in(Context context, CoreSubscriber<?> subscriber) {
    return subscriber instanceof ReactorSubscriber
            && ((ReactorSubscriber<?>) subscriber).context == context
        ? null
        : new ReactorSubscriber<>(context, subscriber);
  }

  @Override
  public reactor.util.context.Context currentContext() {
    return actual.currentContext();
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    actual.onSubscribe(subscription);
  }

  @Override
  public void onNext(T value) {
    if (Context.current() == context) {
      actual.onNext(value);
      return;
    }
    try (Scope scope = context.makeCurrent()) {
      actual.onNext(value);
    }
  }

  @Override
  public void onError(Throwable error) {
    try (Scope scope = context.makeCurrent()) {
      actual.onError(error);
    }
  }

  @Override
  public void onComplete() {
    try (Scope scope = context.makeCurrent()) {
      actual.onComplete();
    }
  }

  @Override
  public @Nullable Object scanUnsafe(Attr key) {
    return key == Attr.ACTUAL ? actual : null;
  }
}
