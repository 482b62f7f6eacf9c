/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Outcome;
import io.obsagent.core.queue.CommandKind;
import io.obsagent.core.queue.Jobs;
import io.obsagent.core.queue.Taken;
import io.obsagent.core.vocabulary.CacheScope;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisException;

/** A command of Redisson's under way, until its promise completes. Thread-safe. */
final class RedissonCall implements BiConsumer<@Nullable Object, @Nullable Throwable> {
  private final Sent sent;
  private final @Nullable Operation operation;
  private final Context caller;
  private final boolean withinLookup = CacheScope.isInside();
  private boolean done;
  private @Nullable Taken taken;

  /** A command that has been described; without an operation when it waits or is part of one. */
  RedissonCall(Sent sent, @Nullable Operation operation, Context caller) {
    this.sent = sent;
    this.operation = operation;
    this.caller = caller;
  }

  /** Enters the caller's context, in which what depends on the promise is to run. */
  @Nullable Scope enterCaller() {
    return operation == null ? null : caller.makeCurrent();
  }

  synchronized void describe(Endpoint endpoint) {
    if (operation != null && !done) {
      endpoint.describe(operation);
    }
  }

  @Override
  public synchronized void accept(@Nullable Object reply, @Nullable Throwable error) {
    if (done) {
      return;
    }
    done = true;
    if (error != null) {
      if (sent.queue != null) {
        sent.queue.failed();
      }
      if (operation != null) {
        fail(operation, error);
      }
    } else {
      if (sent.queue != null) {
        taken = sent.queue.replied(RedissonReply.plain(sent, reply), operation);
      }
      if (operation != null && sent.name.kind == CommandKind.LOOKUP) {
        Lookup.replied(operation, sent.name, RedissonReply.values(sent, reply), withinLookup);
      }
    }
    if (operation != null) {
      operation.end();
    }
  }

  /** Begins the job of what was taken on the current thread. */
  void begin() {
    Taken begins;
    synchronized (this) {
      begins = taken;
      taken = null;
    }
    if (begins != null) {
      Jobs.begin(begins);
    }
  }

  /** Says how an operation failed. */
  static void fail(Operation operation, Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    if (cause instanceof CancellationException) {
      operation.outcome(Outcome.CANCELED);
      return;
    }
    String name = cause.getClass().getSimpleName();
    boolean reply = cause instanceof RedisException && !name.endsWith("TimeoutException");
    Sent.fail(operation, cause, reply);
  }
}
