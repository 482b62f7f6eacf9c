/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.reactive;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.reactivex.CompletableObserver;
import io.reactivex.FlowableSubscriber;
import io.reactivex.MaybeObserver;
import io.reactivex.Observer;
import io.reactivex.SingleObserver;
import io.reactivex.disposables.Disposable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Observers that get the signals of a source in the context in which it was subscribed to. The
 * subscription is the source's own, so that both sides fuse as without this.
 */
final class Rx2Observers {
  private Rx2Observers() {}

  static final class OfFlowable<T> implements FlowableSubscriber<T> {
    private final Context context;
    private final Subscriber<? super T> actual;

    OfFlowable(Context context, Subscriber<? super T> actual) {
      this.context = context;
      this.actual = actual;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      actual.onSubscribe(subscription);
    }

    @Override
    public void onNext(T value) {
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
  }

  static final class OfObservable<T> implements Observer<T> {
    private final Context context;
    private final Observer<? super T> actual;

    OfObservable(Context context, Observer<? super T> actual) {
      this.context = context;
      this.actual = actual;
    }

    @Override
    public void onSubscribe(Disposable disposable) {
      actual.onSubscribe(disposable);
    }

    @Override
    public void onNext(T value) {
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
  }

  static final class OfSingle<T> implements SingleObserver<T> {
    private final Context context;
    private final SingleObserver<? super T> actual;

    OfSingle(Context context, SingleObserver<? super T> actual) {
      this.context = context;
      this.actual = actual;
    }

    @Override
    public void onSubscribe(Disposable disposable) {
      actual.onSubscribe(disposable);
    }

    @Override
    public void onSuccess(T value) {
      try (Scope scope = context.makeCurrent()) {
        actual.onSuccess(value);
      }
    }

    @Override
    public void onError(Throwable error) {
      try (Scope scope = context.makeCurrent()) {
        actual.onError(error);
      }
    }
  }

  static final class OfMaybe<T> implements MaybeObserver<T> {
    private final Context context;
    private final MaybeObserver<? super T> actual;

    OfMaybe(Context context, MaybeObserver<? super T> actual) {
      this.context = context;
      this.actual = actual;
    }

    @Override
    public void onSubscribe(Disposable disposable) {
      actual.onSubscribe(disposable);
    }

    @Override
    public void onSuccess(T value) {
      try (Scope scope = context.makeCurrent()) {
        actual.onSuccess(value);
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
  }

  static final class OfCompletable implements CompletableObserver {
    private final Context context;
    private final CompletableObserver actual;

    OfCompletable(Context context, CompletableObserver actual) {
      this.context = context;
      this.actual = actual;
    }

    @Override
    public void onSubscribe(Disposable disposable) {
      actual.onSubscribe(disposable);
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
  }
}
