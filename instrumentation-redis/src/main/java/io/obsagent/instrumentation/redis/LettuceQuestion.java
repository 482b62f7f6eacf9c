/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.obsagent.core.queue.LengthQuestion;
import java.nio.charset.StandardCharsets;

/**
 * The agent's own question for the length of a queue, written behind the application's commands on
 * their connection. Nobody waits for its reply. Thread-safe.
 */
final class LettuceQuestion extends Command<byte[], byte[], Object> {
  private final LengthQuestion question;

  private LettuceQuestion(
      LengthQuestion question,
      CommandType type,
      CommandOutput<byte[], byte[], Object> output,
      CommandArgs<byte[], byte[]> arguments) {
    super(type, output, arguments);
    this.question = question;
  }

  /** Asks on a connection that has no transaction under way. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  static void ask(LengthQuestion question, RedisChannelHandler<?, ?> connection) {
    try {
      CommandArgs<byte[], byte[]> arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE);
      String subcommand = question.subcommand();
      CommandOutput output =
          subcommand == null
              ? new IntegerOutput<>(ByteArrayCodec.INSTANCE)
              : new NestedMultiOutput<>(ByteArrayCodec.INSTANCE);
      if (subcommand != null) {
        arguments.add(subcommand);
      }
      arguments.addKey(question.key().getBytes(StandardCharsets.UTF_8));
      CommandType type = CommandType.valueOf(question.command());
      connection.getChannelWriter().write(new LettuceQuestion(question, type, output, arguments));
    } catch (RuntimeException e) {
      question.failed();
    }
  }

  @Override
  public void complete() {
    super.complete();
    if (getOutput().hasError()) {
      question.failed();
    } else {
      question.answer(getOutput().get());
    }
  }

  @Override
  public boolean completeExceptionally(Throwable error) {
    question.failed();
    return super.completeExceptionally(error);
  }

  @Override
  public void cancel() {
    question.failed();
    super.cancel();
  }
}
