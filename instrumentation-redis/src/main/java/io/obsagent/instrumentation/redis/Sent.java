/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Outcome;
import io.obsagent.core.queue.CommandKind;
import io.obsagent.core.queue.QueueCommand;
import io.obsagent.core.redact.RedisText;
import io.obsagent.core.vocabulary.RedisCommand;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command that a client sends, with what its operation tells. For one thread at a time. */
final class Sent {
  private static final int MOST_CAUSES = 8;

  final CommandName name;
  final @Nullable QueueCommand queue;

  /** The first arguments, all keys among them, as RedisText takes them. */
  final List<byte[]> arguments;

  /** The command that was being sent when this one came between; null when none was. */
  @Nullable Sent outer;

  /** Its operation where that had to start before it was sent. */
  @Nullable Operation operation;

  Sent(CommandName name, @Nullable QueueCommand queue, List<byte[]> arguments) {
    this.name = name;
    this.queue = queue;
    this.arguments = arguments;
  }

  /** A command of these arguments, which come without its name. */
  static Sent of(CommandName name, byte[][] arguments) {
    return new Sent(
        name, QueueCommand.of(name.kind, name.name, arguments), Arrays.asList(arguments));
  }

  /** Whether it is an operation of the application's: it does neither set up nor wait. */
  boolean isOperation() {
    return name.kind != CommandKind.SILENT && (queue == null || !queue.waits());
  }

  /** Sets what is known when the operation starts. */
  void describe(Operation operation) {
    describe(operation, name);
    if (name.beginsWithKey && !arguments.isEmpty()) {
      operation.set(RedisCommand.KEY, arguments.get(0));
    }
    if (queue != null) {
      queue.describe(operation);
    }
  }

  /** Sets what only spans show. */
  void describeSpan(Operation operation) {
    if (operation.isSampled()) {
      operation.set(RedisCommand.TEXT, RedisText.text(name.name, arguments));
    }
  }

  static void describe(Operation operation, CommandName name) {
    operation.name(name.spanName);
    operation.set(RedisCommand.OPERATION, name.name).set(RedisCommand.SYSTEM, "redis");
  }

  /** Says that an operation failed: by an error reply, or for want of a reply. */
  static void fail(Operation operation, Throwable error, boolean isReply) {
    String code = isReply ? RedisText.errorCode(error.getMessage()) : "OTHER";
    if (isRedirection(code)) {
      return;
    }
    operation.fail(error);
    if (!code.equals("OTHER")) {
      operation.fail(code);
    }
    if (!isReply && isTimeout(error)) {
      operation.outcome(Outcome.TIMEOUT);
    }
  }

  /** Whether there was no reply in time, by what was thrown or what caused that. */
  private static boolean isTimeout(Throwable error) {
    Throwable cause = error;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
      if (cause instanceof SocketTimeoutException
          || cause.getClass().getName().endsWith("TimeoutException")) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /** Says that an operation failed by an error reply. */
  static void fail(Operation operation, @Nullable String errorReply) {
    String code = RedisText.errorCode(errorReply);
    if (!isRedirection(code)) {
      operation.fail(code.equals("OTHER") ? "ERR" : code);
    }
  }

  /** Whether the client follows to another node of the cluster. */
  private static boolean isRedirection(String code) {
    return code.equals("MOVED") || code.equals("ASK");
  }
}
