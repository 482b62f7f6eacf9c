/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.s3;

import io.obsagent.core.operation.Operation;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.client.handler.ClientExecutionParams;

/**
 * Ends an operation when the SDK's future completes, then completes the caller's, whose dependents
 * so run in the caller's context. What goes wrong with the caller's, such as its cancellation, goes
 * back to the SDK's.
 */
@SuppressWarnings("try")
final class Completion<T> implements BiConsumer<T, Throwable> {
  private final @Nullable Operation operation;
  private final @Nullable ClientExecutionParams<?, ?> call;
  private final Context caller;
  private final CompletableFuture<T> promised = new CompletableFuture<>();

  private Completion(
      @Nullable Operation operation, @Nullable ClientExecutionParams<?, ?> call, Context caller) {
    this.operation = operation;
    this.call = call;
    this.caller = caller;
  }

  /**
   * The caller's future for the SDK's.
   *
   * @param operation null when it is part of another
   * @param call null when the operation is one of several calls
   */
  @SuppressWarnings("FutureReturnValueIgnored")
  static <T> CompletableFuture<T> of(
      CompletableFuture<T> future,
      @Nullable Operation operation,
      @Nullable ClientExecutionParams<?, ?> call) {
    Completion<T> completion = new Completion<>(operation, call, Context.current());
    completion.promised.whenComplete(new Failure<T>(future));
    future.whenComplete(completion);
    return completion.promised;
  }

  @Override
  public void accept(T result, @Nullable Throwable error) {
    try {
      if (operation != null) {
        Sdk2.end(operation, call, result, error);
        if (call == null) {
          Multipart.ended(operation);
        }
      } else if (result instanceof SdkResponse) {
        Multipart.answered(caller, (SdkResponse) result);
      }
    } finally {
      complete(result, error);
    }
  }

  private void complete(T result, @Nullable Throwable error) {
    try (Scope scope = caller.makeCurrent()) {
      if (error == null) {
        promised.complete(result);
      } else {
        promised.completeExceptionally(error);
      }
    }
  }

  private static final class Failure<T> implements BiConsumer<T, Throwable> {
    private final CompletableFuture<T> future;

    Failure(CompletableFuture<T> future) {
      this.future = future;
    }

    @Override
    public void accept(T result, @Nullable Throwable error) {
      if (error != null) {
        future.completeExceptionally(error);
      }
    }
  }
}
