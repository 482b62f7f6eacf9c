/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.security;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Outcome;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.security.oauth2.jwt.Jwt;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;

/**
 * A decoding that goes on after its method has returned: each subscription is one validation, the
 * first of which began with the method. What follows runs in the context of its subscriber.
 */
final class ReactiveDecoding extends MonoOperator<Jwt, Jwt> {
  private final AtomicReference<@Nullable Operation> first;
  private final boolean isMissing;

  /**
   * Takes over a validation that has begun and is current nowhere.
   *
   * @param isMissing whether there is nothing to decode
   */
  ReactiveDecoding(Mono<? extends Jwt> decoding, Operation first, boolean isMissing) {
    super(decoding);
    this.first = new AtomicReference<>(first);
    this.isMissing = isMissing;
  }

  @Override
  public void subscribe(CoreSubscriber<? super Jwt> subscriber) {
    Context caller = Context.current();
    Operation operation = first.getAndSet(null);
    if (operation == null) {
      operation = JwtValidation.start();
      if (operation == null) {
        source.subscribe(subscriber);
        return;
      }
      operation.leave();
    }
    try (Scope scope = operation.enter()) {
      source.subscribe(new Validation(subscriber, caller, operation, isMissing));
    }
  }

  private static final class Validation implements CoreSubscriber<Jwt>, Subscription {
    private final CoreSubscriber<? super Jwt> subscriber;
    private final Context caller;
    private final AtomicReference<@Nullable Operation> running;
    private final boolean isMissing;
    private @Nullable Subscription upstream;

    Validation(
        CoreSubscriber<? super Jwt> subscriber,
        Context caller,
        Operation operation,
        boolean isMissing) {
      this.subscriber = subscriber;
      this.caller = caller;
      this.running = new AtomicReference<>(operation);
      this.isMissing = isMissing;
    }

    @Override
    public reactor.util.context.Context currentContext() {
      return subscriber.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      upstream = subscription;
      subscriber.onSubscribe(this);
    }

    @Override
    public void request(long count) {
      if (upstream != null) {
        upstream.request(count);
      }
    }

    @Override
    public void cancel() {
      Operation operation = running.getAndSet(null);
      if (operation != null) {
        operation.outcome(Outcome.CANCELED).end();
      }
      if (upstream != null) {
        upstream.cancel();
      }
    }

    @Override
    public void onNext(Jwt token) {
      Operation operation = running.getAndSet(null);
      if (operation != null) {
        try (Scope scope = operation.enter()) {
          JwtValidation.subject(token.getSubject());
          JwtValidation.valid(operation);
        }
      }
      try (Scope scope = caller.makeCurrent()) {
        subscriber.onNext(token);
      }
    }

    @Override
    public void onError(Throwable error) {
      Operation operation = running.getAndSet(null);
      if (operation != null) {
        try (Scope scope = operation.enter()) {
          JwtValidation.invalid(
              operation,
              isMissing
                  ? JwtValidation.MISSING
                  : SpringSecurityInstrumentation.Decode.reason(error),
              error);
        }
      }
      try (Scope scope = caller.makeCurrent()) {
        subscriber.onError(error);
      }
    }

    @Override
    public void onComplete() {
      Operation operation = running.getAndSet(null);
      if (operation != null) {
        try (Scope scope = operation.enter()) {
          JwtValidation.invalid(operation, JwtValidation.OTHER);
        }
      }
      try (Scope scope = caller.makeCurrent()) {
        subscriber.onComplete();
      }
    }
  }
}
