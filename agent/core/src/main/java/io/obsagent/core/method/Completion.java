/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import io.obsagent.core.log.AgentLog;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Ends a call as the stage that it returned completes. */
final class Completion implements BiConsumer<Object, Throwable> {
  private final Ending call;

  private Completion(Ending call) {
    this.call = call;
  }

  /** Leaves the end of a call to what it returned; false when that tells of no end. */
  static boolean awaits(Object result, Ending call) {
    if (result instanceof CompletionStage) {
      return awaits((CompletionStage<?>) result, call);
    }
    if (!(result instanceof Future)) {
      return false;
    }
    Future<?> future = (Future<?>) result;
    return FutureCompletion.awaits(future, call) || AwaitedFutures.awaits(future, call);
  }

  @SuppressWarnings({"unchecked", "FutureReturnValueIgnored"})
  private static boolean awaits(CompletionStage<?> stage, Ending call) {
    try {
      ((CompletionStage<Object>) stage).whenComplete(new Completion(call.kept()));
      return true;
    } catch (RuntimeException e) {
      AgentLog.debug("a stage takes no action", e);
      return false;
    }
  }

  @Override
  @SuppressWarnings("CatchingUnchecked")
  public void accept(@Nullable Object result, @Nullable Throwable thrown) {
    try {
      call.ended(result, thrown);
    } catch (Throwable t) {
      AgentLog.debug("the end of a call", t);
    }
  }
}
