/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.ratelimit;

import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.VerboseResult;
import io.obsagent.core.vocabulary.RateLimit;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Looks at what a bucket answers, now or later, to those who want tokens. Thread-safe. */
final class BucketRejection implements BiConsumer<@Nullable Object, @Nullable Throwable> {
  private final Context caller;

  private BucketRejection(Context caller) {
    this.caller = caller;
  }

  /** Tells of a rejection, if an answer is one or will be. */
  @SuppressWarnings("FutureReturnValueIgnored")
  static void tell(@Nullable Object answer) {
    if (answer instanceof CompletableFuture) {
      ((CompletableFuture<?>) answer).whenComplete(new BucketRejection(Context.current()));
    } else if (isRejection(answer)) {
      RateLimit.rejected(null, "bucket4j");
    }
  }

  @Override
  public void accept(@Nullable Object answer, @Nullable Throwable error) {
    if (isRejection(answer)) {
      try (Scope scope = caller.makeCurrent()) {
        RateLimit.rejected(null, "bucket4j");
      }
    }
  }

  private static boolean isRejection(@Nullable Object answer) {
    if (!(answer instanceof VerboseResult)) {
      return isRefusal(answer);
    }
    Look look = new Look();
    look.at((VerboseResult<?>) answer);
    return look.refused;
  }

  private static boolean isRefusal(@Nullable Object value) {
    return value instanceof ConsumptionProbe
        ? !((ConsumptionProbe) value).isConsumed()
        : Boolean.FALSE.equals(value);
  }

  /** Looks at the value in a result, whose getter is of another type in other versions. */
  private static final class Look implements Function<@Nullable Object, Boolean> {
    private boolean refused;

    @SuppressWarnings({"unchecked", "rawtypes"})
    void at(VerboseResult<?> result) {
      ((VerboseResult) result).map(this);
    }

    @Override
    public Boolean apply(@Nullable Object value) {
      refused = isRefusal(value);
      return refused;
    }
  }
}
