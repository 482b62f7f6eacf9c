/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Outcome;
import io.obsagent.core.queue.CommandKind;
import io.obsagent.core.queue.Jobs;
import io.obsagent.core.queue.QueueCommand;
import io.obsagent.core.queue.Taken;
import io.obsagent.core.vocabulary.CacheScope;
import io.obsagent.core.vocabulary.RedisCommand;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is under way on one connection of a client that writes commands into a buffer and reads the
 * replies in their order. A command whose reply is read before the next one is sent is an operation
 * from the flush to the reply; several are a pipeline, and from MULTI to EXEC a transaction, and
 * then one operation. For one thread at a time, as the connection is.
 */
final class Wire {
  /** How many commands of a pipeline are looked at for what they do to queues. */
  private static final int MOST_NOTES = 128;

  /** A command on a queue in a pipeline or transaction. */
  private static final class Note {
    final QueueCommand queue;

    /** Which reply is its own; in a transaction, which element of the reply to EXEC. */
    final int index;

    final boolean inTransaction;

    Note(QueueCommand queue, int index, boolean inTransaction) {
      this.queue = queue;
      this.index = index;
      this.inTransaction = inTransaction;
    }
  }

  private final Endpoint endpoint;
  private final ArrayDeque<Note> notes = new ArrayDeque<>(2);
  private @Nullable Sent sending;
  private @Nullable Operation operation;
  private boolean contained;

  /** The only operation among the commands sent, or the first one. */
  private @Nullable Sent first;

  private int sent;
  private int answered;
  private int operations;
  private boolean beganWithMulti;
  private boolean inTransaction;
  private boolean afterTransaction;
  private int inTransactionSent;
  private int execAt = -1;
  private @Nullable String selected;
  private @Nullable Taken taken;

  /** Whether the job of a message lasts until the next reply is wanted. */
  private boolean telling;

  Wire(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * A command is about to be written.
   *
   * @param arguments without the command's name
   * @return the arguments to be written instead, which carry the trace context; null for the same
   */
  byte @Nullable [][] sending(CommandName name, byte[][] arguments) {
    Sent command = Sent.of(name, arguments);
    command.outer = sending;
    sending = command;
    QueueCommand queue = command.queue;
    if (queue == null || inTransaction) {
      return null;
    }
    queue.sending();
    if (!queue.canCarryContext()) {
      return null;
    }
    Operation carried = operation;
    if (carried == null) {
      carried = start();
      if (carried == null) {
        return null;
      }
      command.operation = carried;
      command.describe(carried);
    }
    return queue.withContext(carried);
  }

  /** The command was written, or not. */
  void sent(@Nullable Throwable error) {
    Sent command = sending;
    if (command == null) {
      return;
    }
    sending = command.outer;
    if (command.operation != null) {
      command.operation.leave();
      operation = command.operation;
    }
    append(command);
    if (error != null) {
      broke(error);
    }
  }

  private void append(Sent command) {
    CommandKind kind = command.name.kind;
    if (kind == CommandKind.SILENT && command.name.name.endsWith("SUBSCRIBE")) {
      return;
    }
    if (command.name.name.equals("SELECT") && !command.arguments.isEmpty()) {
      selected = new String(command.arguments.get(0), StandardCharsets.US_ASCII);
    }
    int index = sent++;
    if (kind == CommandKind.MULTI) {
      beganWithMulti |= operations == 0;
      operations++;
      inTransaction = true;
      inTransactionSent = 0;
      return;
    }
    if (kind == CommandKind.EXEC) {
      inTransaction = false;
      afterTransaction = true;
      execAt = command.name.name.equals("EXEC") ? index : -1;
      return;
    }
    if (command.queue != null && notes.size() < MOST_NOTES) {
      notes.add(new Note(command.queue, inTransaction ? inTransactionSent : index, inTransaction));
    }
    if (inTransaction) {
      inTransactionSent++;
    }
    if (inTransaction || command.isOperation()) {
      operations++;
      beganWithMulti &= inTransaction;
    }
    if (first == null) {
      first = command;
    }
  }

  /** What was written is about to be sent. */
  void flushing() {
    if (operation == null && operations > 0 && !contained) {
      Operation started = start();
      if (started != null) {
        started.leave();
        operation = started;
      }
    }
  }

  private @Nullable Operation start() {
    Operation started = Operation.start(RedisCommand.TYPE);
    contained = started == null;
    return started;
  }

  /** A reply is about to be read. */
  void reading() {
    if (telling) {
      telling = false;
      Jobs.messageEnded(null);
    }
  }

  /** Something was read that nobody asked for: the kind, perhaps a pattern, channel, message. */
  private void unasked(@Nullable Object reply) {
    List<?> parts = reply instanceof List ? (List<?>) reply : Collections.emptyList();
    int last = parts.size() - 1;
    if (last >= 2
        && parts.get(0) instanceof byte[]
        && new String((byte[]) parts.get(0), StandardCharsets.US_ASCII).endsWith("message")) {
      telling = Jobs.beginMessage(parts.get(last - 1), parts.get(last));
    }
  }

  /**
   * A reply was read.
   *
   * @param error what was thrown in its place; null when nothing was
   * @param isReply whether the error is what the server replied
   */
  void answered(@Nullable Object reply, @Nullable Throwable error, boolean isReply) {
    if (answered == sent) {
      unasked(reply);
      return;
    }
    if (error != null && !isReply) {
      broke(error);
      return;
    }
    int index = answered++;
    if (selected != null && sent == answered) {
      if (error == null) {
        endpoint.select(selected);
      }
      selected = null;
    }
    boolean last = answered == sent && !inTransaction;
    if (last) {
      describe();
    }
    if (error != null && operation != null) {
      Sent.fail(operation, error, true);
    }
    if (index == execAt) {
      executed(reply);
    } else {
      Note note = notes.peek();
      if (note != null && !note.inTransaction && note.index == index) {
        notes.poll();
        tell(note.queue, reply, error);
      }
    }
    if (last) {
      lookedUp(reply, error);
      finish();
    }
  }

  private void executed(@Nullable Object reply) {
    List<?> replies = reply instanceof List ? (List<?>) reply : null;
    for (int i = 0; replies != null && operation != null && i < replies.size(); i++) {
      if (replies.get(i) instanceof Throwable) {
        Sent.fail(operation, (Throwable) replies.get(i), true);
        break;
      }
    }
    for (Note note = notes.peek(); note != null && note.inTransaction; note = notes.peek()) {
      notes.poll();
      if (replies != null && note.index < replies.size()) {
        Object its = replies.get(note.index);
        tell(note.queue, its, its instanceof Throwable ? (Throwable) its : null);
      }
    }
  }

  private void tell(QueueCommand queue, @Nullable Object reply, @Nullable Throwable error) {
    if (error != null) {
      queue.failed();
      return;
    }
    if (operation != null && operations > 1) {
      queue.describe(operation);
    }
    Taken its = queue.replied(reply, operation);
    taken = taken == null ? its : taken;
  }

  private void lookedUp(@Nullable Object reply, @Nullable Throwable error) {
    if (operation != null
        && error == null
        && operations == 1
        && first != null
        && first.name.kind == CommandKind.LOOKUP) {
      Lookup.replied(operation, first.name, reply, CacheScope.isInside());
    }
  }

  /** Sets what the operation tells, now that it is known what it was. */
  private void describe() {
    Operation described = operation;
    if (described == null) {
      tellContaining();
      return;
    }
    endpoint.describe(described);
    boolean transaction = beganWithMulti && (inTransaction || afterTransaction);
    if (operations == 1 && !transaction && first != null) {
      first.describe(described);
      first.describeSpan(described);
      return;
    }
    Sent.describe(described, transaction ? CommandName.MULTI : CommandName.PIPELINE);
    long size = transaction ? inTransactionSent : operations;
    if (size > 1) {
      described.set(RedisCommand.BATCH_SIZE, size);
    }
  }

  /** Adds to the size of the operation that this is a part of, such as a pipeline over nodes. */
  private void tellContaining() {
    Operation around = contained ? Operation.current(RedisCommand.TYPE) : null;
    if (around != null) {
      Object size = around.get(RedisCommand.BATCH_SIZE);
      around.set(RedisCommand.BATCH_SIZE, operations + (size instanceof Long ? (Long) size : 0));
    }
  }

  private void finish() {
    if (operation != null) {
      operation.end();
    }
    Taken begins = taken;
    forget();
    if (begins != null) {
      Jobs.begin(begins);
    }
  }

  /** There will be no more replies to what was sent. */
  void broke(Throwable error) {
    if (sent > answered || inTransaction) {
      if (operation == null && operations > 0 && !contained) {
        operation = start();
      }
      describe();
      if (operation != null) {
        Sent.fail(operation, error, false);
      }
    }
    abandon();
  }

  /** The connection is closed. */
  void closed() {
    if (operation != null) {
      describe();
      operation.outcome(Outcome.CANCELED);
    }
    abandon();
  }

  private void abandon() {
    for (Note note = notes.poll(); note != null; note = notes.poll()) {
      note.queue.failed();
    }
    if (operation != null) {
      operation.end();
    }
    forget();
  }

  private void forget() {
    notes.clear();
    operation = null;
    contained = false;
    first = null;
    sent = 0;
    answered = 0;
    operations = 0;
    beganWithMulti = false;
    inTransaction = false;
    afterTransaction = false;
    inTransactionSent = 0;
    execAt = -1;
    selected = null;
    taken = null;
  }
}
