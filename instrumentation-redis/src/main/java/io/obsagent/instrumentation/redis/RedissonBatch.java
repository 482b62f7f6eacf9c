/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import io.obsagent.bootstrap.State;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.RedisCommand;
import io.opentelemetry.context.Context;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.redisson.api.BatchOptions;

/** Commands that Redisson collects, to be sent together as one operation. Thread-safe. */
final class RedissonBatch {
  private static final State<RedissonBatch> BATCHES = new State<>();

  private final boolean atomic;
  private @Nullable Sent first;
  private long size;

  private RedissonBatch(boolean atomic) {
    this.atomic = atomic;
  }

  /** A batch was made; constructors that call another tell of it twice. */
  static void made(Object batch, Object[] arguments) {
    boolean atomic = false;
    for (Object argument : arguments) {
      atomic |=
          argument instanceof BatchOptions
              && ((BatchOptions) argument).getExecutionMode().name().endsWith("ATOMIC");
    }
    if (BATCHES.get(batch) == null || atomic) {
      BATCHES.set(batch, new RedissonBatch(atomic));
    }
  }

  /** A command was added to a batch. */
  @SuppressWarnings("FutureReturnValueIgnored")
  static void added(
      Object batch,
      org.redisson.client.protocol.RedisCommand<?> command,
      @Nullable Object @Nullable [] parameters,
      @Nullable CompletionStage<?> promise) {
    RedissonBatch known = BATCHES.get(batch);
    if (known == null) {
      return;
    }
    Sent sent = RedissonCommands.sent(command, parameters);
    known.add(sent);
    if (sent.queue != null && promise != null) {
      sent.queue.sending();
      promise.whenComplete(new RedissonCall(sent, null, Context.root()));
    }
  }

  private synchronized void add(Sent sent) {
    size++;
    if (first == null) {
      first = sent;
    }
  }

  /** A batch is about to be sent; null when there is nothing in it or it is part of another. */
  static @Nullable Operation executing(Object batch) {
    RedissonBatch known = BATCHES.get(batch);
    return known == null ? null : known.start();
  }

  private synchronized @Nullable Operation start() {
    Operation operation = first == null ? null : Operation.start(RedisCommand.TYPE);
    if (operation != null && first != null) {
      if (size == 1 && !atomic) {
        first.describe(operation);
        first.describeSpan(operation);
      } else {
        Sent.describe(operation, atomic ? CommandName.MULTI : CommandName.PIPELINE);
        operation.set(RedisCommand.BATCH_SIZE, size);
      }
    }
    return operation;
  }

  /** A batch was sent; its promise tells of the end. */
  @SuppressWarnings("FutureReturnValueIgnored")
  static void executed(
      Operation operation, @Nullable CompletionStage<?> promise, @Nullable Throwable thrown) {
    operation.leave();
    End end = new End(operation);
    if (promise == null) {
      end.accept(null, thrown);
    } else {
      promise.whenComplete(end);
    }
  }

  private static final class End implements BiConsumer<@Nullable Object, @Nullable Throwable> {
    private final Operation operation;

    End(Operation operation) {
      this.operation = operation;
    }

    @Override
    public void accept(@Nullable Object results, @Nullable Throwable error) {
      if (error != null) {
        RedissonCall.fail(operation, error);
      }
      operation.end();
    }
  }
}
