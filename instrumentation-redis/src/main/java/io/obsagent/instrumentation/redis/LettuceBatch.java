/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.RedisCommand;
import org.jspecify.annotations.Nullable;

/**
 * Commands that a connection of Lettuce collects and sends together: one operation, from the flush
 * to the last reply. Thread-safe.
 */
final class LettuceBatch {
  private @Nullable Sent first;
  private @Nullable Endpoint endpoint;
  private @Nullable Operation operation;
  private boolean flushed;
  private boolean closed;

  /** Commands in it that are operations, and commands that are not over. */
  private long size;

  private int open;

  /** Takes a command in; false when no more are taken, and it is one of its own. */
  synchronized boolean add(Sent sent) {
    if (flushed || closed) {
      return false;
    }
    open++;
    if (sent.isOperation()) {
      size++;
      first = first == null ? sent : first;
    }
    return true;
  }

  /** The connection collects no more, but what it has collected waits to be sent. */
  synchronized void close() {
    closed = true;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** What was collected is about to be sent by the current thread. */
  synchronized void flush() {
    flushed = true;
    Operation started = open == 0 || first == null ? null : Operation.start(RedisCommand.TYPE);
    if (started == null || first == null) {
      return;
    }
    started.leave();
    operation = started;
    if (size == 1) {
      first.describe(started);
      first.describeSpan(started);
    } else {
      Sent.describe(started, CommandName.PIPELINE);
      started.set(RedisCommand.BATCH_SIZE, size);
    }
    if (endpoint != null) {
      endpoint.describe(started);
    }
  }

  /** The server that a command goes to is known. */
  synchronized void describe(Endpoint server) {
    endpoint = server;
    if (operation != null) {
      server.describe(operation);
    }
  }

  /** The operation; null before the flush, and when there is none. */
  synchronized @Nullable Operation operation() {
    return operation;
  }

  /** Whether there is but one command in it. */
  synchronized boolean isSingle() {
    return size == 1;
  }

  /** A command in it is over, whose effect on the operation has been told. */
  synchronized void ended() {
    if (--open == 0 && operation != null) {
      operation.end();
    }
  }
}
