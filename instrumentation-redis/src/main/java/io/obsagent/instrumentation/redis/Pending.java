/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandTimeoutException;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Outcome;
import io.obsagent.core.queue.CommandKind;
import io.obsagent.core.queue.Jobs;
import io.obsagent.core.queue.LengthQuestion;
import io.obsagent.core.queue.Taken;
import io.obsagent.core.vocabulary.CacheScope;
import io.obsagent.core.vocabulary.RedisCommand;
import org.jspecify.annotations.Nullable;

/**
 * A command object of Lettuce under way. One thread sends it, another one completes it, and the
 * first completion counts. Thread-safe.
 */
final class Pending {
  final RedisChannelHandler<?, ?> connection;
  private final Sent sent;
  private final @Nullable Transaction transaction;

  /** What it is sent with; null when it is sent by itself or in a transaction. */
  private final @Nullable LettuceBatch batch;

  /** Its own operation or the transaction's; null when it has none, or a batch. */
  private final @Nullable Operation own;

  /** What is sent in place of the command; set before that, null when it is as it was. */
  byte @Nullable [] changed;

  private final boolean withinLookup = CacheScope.isInside();

  /** Who waits for the reply and cancels the command when it does not come; null when nobody. */
  private @Nullable Thread waiter;

  private boolean done;
  private @Nullable Taken taken;

  Pending(
      RedisChannelHandler<?, ?> connection,
      Sent sent,
      @Nullable Transaction transaction,
      @Nullable Operation operation) {
    this.connection = connection;
    this.sent = sent;
    this.transaction = transaction;
    this.batch = null;
    this.own = operation;
  }

  Pending(RedisChannelHandler<?, ?> connection, Sent sent, LettuceBatch batch) {
    this.connection = connection;
    this.sent = sent;
    this.transaction = null;
    this.batch = batch;
    this.own = null;
  }

  private @Nullable Operation operation() {
    return batch == null ? own : batch.operation();
  }

  /** Whether its operation is that of others as well. */
  private boolean isShared() {
    return transaction != null || batch != null && !batch.isSingle();
  }

  /** Whether it takes from a queue, by itself or with others, but in no transaction. */
  boolean takes() {
    return transaction == null && sent.queue != null && sent.queue.takes();
  }

  synchronized void describe(Endpoint endpoint) {
    if (batch != null) {
      batch.describe(endpoint);
    } else if (own != null && !done) {
      endpoint.describe(own);
    }
  }

  /** The reply has come, and is no error. */
  synchronized void replied(@Nullable Object reply) {
    if (done) {
      return;
    }
    done = true;
    Operation operation = operation();
    if (sent.queue != null) {
      if (isShared() && operation != null) {
        sent.queue.describe(operation);
      }
      taken = sent.queue.replied(LettuceReply.plain(sent.name.kind, reply), operation);
    }
    if (operation != null && !isShared() && sent.name.kind == CommandKind.LOOKUP) {
      Lookup.replied(operation, sent.name, LettuceReply.values(reply), withinLookup);
    }
    end(false);
  }

  /** The reply is an error. */
  synchronized void failed(@Nullable String errorReply) {
    if (start()) {
      Operation operation = operation();
      if (operation != null) {
        Sent.fail(operation, errorReply);
      }
      end(true);
    }
  }

  /** There will be no reply, or it is an error. */
  synchronized void failed(Throwable error, boolean isReply) {
    if (start()) {
      Operation operation = operation();
      if (operation != null) {
        Sent.fail(operation, error, isReply);
      }
      end(true);
    }
  }

  /** The current thread begins to wait, until {@link #awaited}. */
  synchronized void awaiting() {
    waiter = Thread.currentThread();
  }

  /**
   * The command is canceled. Whoever waits for it cancels it as it gives up, and then tells why.
   *
   * @return whether that is the end of it
   */
  synchronized boolean canceled() {
    if (waiter == Thread.currentThread()) {
      return false;
    }
    if (start()) {
      Operation operation = operation();
      if (operation != null) {
        operation.outcome(Outcome.CANCELED);
      }
      end(true);
    }
    return true;
  }

  /**
   * The current thread waits no longer.
   *
   * @param error what it got in place of the reply; null for the reply
   * @return whether the command is over
   */
  synchronized boolean awaited(@Nullable Throwable error) {
    waiter = null;
    if (error instanceof RedisCommandTimeoutException) {
      failed(error, false);
    }
    return done;
  }

  /** Whether the command has taken something whose job has not begun. */
  synchronized boolean hasTaken() {
    return taken != null;
  }

  /** What may be asked now about the queue of what was taken; null for nothing. */
  synchronized @Nullable LengthQuestion question() {
    return taken == null || sent.queue == null ? null : sent.queue.question();
  }

  /** Begins the job of what was taken on the current thread, if there is one to begin. */
  boolean begin() {
    Taken begins;
    synchronized (this) {
      begins = taken;
      taken = null;
    }
    return begins != null && Jobs.begin(begins);
  }

  private boolean start() {
    if (done) {
      return false;
    }
    done = true;
    if (sent.queue != null) {
      sent.queue.failed();
    }
    return true;
  }

  /** Ends the operation, unless it is that of a transaction or batch which goes on. */
  private void end(boolean failed) {
    if (batch != null) {
      batch.ended();
      return;
    }
    Operation operation = own;
    if (operation == null) {
      return;
    }
    if (transaction != null) {
      if (sent.name.kind == CommandKind.EXEC) {
        operation.set(RedisCommand.BATCH_SIZE, transaction.size);
      } else if (sent.name.kind != CommandKind.MULTI || !failed) {
        return;
      }
    }
    operation.end();
  }
}
