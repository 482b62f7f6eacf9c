/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An exchange whose response the application gets as a future. It ends before the application's
 * callbacks run, and those run in the context of the call that sent the request.
 */
final class AsyncExchange<T> implements BiConsumer<HttpResponse<T>, Throwable> {
  private final Exchange exchange;
  private final Context caller;
  private final AtomicBoolean ended = new AtomicBoolean();
  private @Nullable CompletableFuture<HttpResponse<T>> shown;

  private AsyncExchange(Exchange exchange, Context caller) {
    this.exchange = exchange;
    this.caller = caller;
  }

  /** Null when there is nothing to follow. */
  static @Nullable AsyncExchange<?> start(@Nullable HttpRequest request) {
    Context caller = Context.current();
    Exchange exchange = JdkAdvice.start(request);
    return exchange == null ? null : new AsyncExchange<>(exchange, caller);
  }

  /**
   * The future to show the application in place of the client's own: one of the same kind, which
   * cancels the exchange as the other would.
   */
  @Nullable CompletableFuture<HttpResponse<T>> follow(
      @Nullable CompletableFuture<HttpResponse<T>> response, @Nullable Throwable thrown) {
    exchange.leave();
    if (response == null) {
      end(null, thrown);
      return null;
    }
    if (response.isDone()) {
      var unused = response.whenComplete(this);
      return null;
    }
    CompletableFuture<HttpResponse<T>> future = response.newIncompleteFuture();
    shown = future;
    var unused = future.whenComplete(this);
    unused = response.whenComplete(this);
    return future;
  }

  /** Told of the client's own future, and of the one shown, which may be cancelled first. */
  @Override
  public void accept(@Nullable HttpResponse<T> response, @Nullable Throwable thrown) {
    end(response, thrown);
    CompletableFuture<HttpResponse<T>> future = shown;
    if (future == null || future.isDone()) {
      return;
    }
    try (Scope scope = caller.makeCurrent()) {
      if (thrown == null) {
        future.complete(response);
      } else {
        future.completeExceptionally(thrown);
      }
    }
  }

  private void end(@Nullable HttpResponse<T> response, @Nullable Throwable thrown) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    if (response != null) {
      JdkAdvice.responded(exchange, response);
    } else if (thrown != null) {
      Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : null;
      exchange.failed(cause == null ? thrown : cause);
    }
    exchange.end();
  }
}
