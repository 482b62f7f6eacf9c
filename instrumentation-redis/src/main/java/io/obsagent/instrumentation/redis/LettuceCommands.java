/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.DecoratedCommand;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.pubsub.PubSubOutput;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.obsagent.bootstrap.State;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Tasks;
import io.obsagent.core.queue.CommandKind;
import io.obsagent.core.queue.Jobs;
import io.obsagent.core.queue.LengthQuestion;
import io.opentelemetry.context.Context;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Lettuce's command objects are to the rest of this package. Thread-safe. */
final class LettuceCommands {
  private static final int MOST_WRAPPERS = 8;

  /** How much is encoded of a command on a queue, and of any other for its text. */
  private static final int MOST_OF_ELEMENTS = 1 << 20;

  private static final int MOST_OF_TEXT = 4096;

  private static final State<Pending> PENDING = new State<>();
  private static final State<Endpoint> ENDPOINT = new State<>();
  private static final State<Transaction> TRANSACTION = new State<>();

  /** What connections collect that do not send each command at once. */
  private static final State<LettuceBatch> BATCH = new State<>();

  private LettuceCommands() {}

  /**
   * A connection is about to dispatch a command, on its caller's thread.
   *
   * @return what is to be dispatched instead; null for the same
   */
  static @Nullable RedisCommand<?, ?, ?> dispatching(
      RedisChannelHandler<?, ?> connection, RedisCommand<?, ?, ?> command) {
    dispatching(connection, command, BATCH.get(connection));
    Pending pending = command.getClass() == AsyncCommand.class ? PENDING.get(command) : null;
    if (pending == null || !pending.takes()) {
      return null;
    }
    LettuceTake<?, ?, ?> take = LettuceTake.of((AsyncCommand<?, ?, ?>) command);
    PENDING.set(take, pending);
    Tasks.handOver(take);
    return take;
  }

  /** A connection is about to dispatch some commands, on their caller's thread. */
  static void dispatching(
      RedisChannelHandler<?, ?> connection, Collection<? extends RedisCommand<?, ?, ?>> commands) {
    LettuceBatch collected = BATCH.get(connection);
    boolean collects = collected != null && !collected.isClosed();
    LettuceBatch batch = collects ? collected : new LettuceBatch();
    for (RedisCommand<?, ?, ?> command : commands) {
      dispatching(connection, command, batch);
    }
    if (!collects && batch != null) {
      batch.flush();
    }
  }

  /** From now on a connection sends each command at once, or collects them until a flush. */
  static void flushing(RedisChannelHandler<?, ?> connection, boolean atOnce) {
    LettuceBatch batch = BATCH.get(connection);
    if (!atOnce && (batch == null || batch.isClosed())) {
      BATCH.set(connection, new LettuceBatch());
    } else if (atOnce && batch != null) {
      batch.close();
    }
  }

  /** A connection is about to send what it has collected. */
  static void flushing(RedisChannelHandler<?, ?> connection) {
    LettuceBatch batch = BATCH.get(connection);
    if (batch != null) {
      if (batch.isClosed()) {
        BATCH.remove(connection);
      } else {
        BATCH.set(connection, new LettuceBatch());
      }
      batch.flush();
    }
  }

  private static void dispatching(
      RedisChannelHandler<?, ?> connection,
      RedisCommand<?, ?, ?> command,
      @Nullable LettuceBatch batch) {
    if (find(command) != null || isOfLettuce(command)) {
      return;
    }
    Tasks.handOver(command);
    CommandName name = CommandName.of(command.getType(), command.getType().getBytes());
    if (name.kind == CommandKind.SILENT) {
      return;
    }
    Transaction transaction = TRANSACTION.get(connection);
    if (transaction != null && !transaction.operation.isRunning()) {
      TRANSACTION.remove(connection);
      transaction = null;
    }
    if (name.kind == CommandKind.MULTI) {
      Operation operation = Operation.start(io.obsagent.core.vocabulary.RedisCommand.TYPE);
      if (operation != null) {
        operation.leave();
        Sent.describe(operation, CommandName.MULTI);
        Transaction begun = new Transaction(operation);
        TRANSACTION.set(connection, begun);
        PENDING.set(
            command,
            new Pending(connection, new Sent(name, null, new ArrayList<>()), begun, operation));
      }
      return;
    }
    if (name.kind == CommandKind.EXEC) {
      if (transaction != null) {
        TRANSACTION.remove(connection);
        PENDING.set(
            command,
            new Pending(
                connection,
                new Sent(name, null, new ArrayList<>()),
                transaction,
                transaction.operation));
      }
      return;
    }
    Sent sent = Sent.of(name, arguments(name, command.getArgs()));
    if (transaction != null) {
      transaction.size++;
      PENDING.set(command, new Pending(connection, sent, transaction, transaction.operation));
      return;
    }
    if (sent.queue != null) {
      sent.queue.sending();
    }
    if (batch != null && batch.add(sent)) {
      PENDING.set(command, new Pending(connection, sent, batch));
      return;
    }
    Operation operation =
        sent.isOperation() ? Operation.start(io.obsagent.core.vocabulary.RedisCommand.TYPE) : null;
    if (operation != null) {
      operation.leave();
      sent.describe(operation);
      sent.describeSpan(operation);
    }
    if (operation != null || sent.queue != null) {
      Pending pending = new Pending(connection, sent, null, operation);
      if (operation != null && sent.queue != null && sent.queue.canCarryContext()) {
        pending.changed = withContext(command, sent, operation);
      }
      PENDING.set(command, pending);
    }
  }

  /** Whether Lettuce itself asks, for the servers of a cluster and how they are. */
  private static boolean isOfLettuce(RedisCommand<?, ?, ?> command) {
    return command instanceof AsyncCommand
        && command.getClass() != AsyncCommand.class
        && command.getClass().getName().startsWith("io.lettuce.");
  }

  /** The command in full, with the trace context in its elements; null when it is as it was. */
  private static byte @Nullable [] withContext(
      RedisCommand<?, ?, ?> command, Sent sent, Operation operation) {
    CommandArgs<?, ?> whole = command.getArgs();
    if (sent.queue == null || whole == null || whole.count() != sent.arguments.size()) {
      return null;
    }
    byte[][] arguments = sent.queue.withContext(operation);
    if (arguments == null) {
      return null;
    }
    ByteBuf encoded = Unpooled.buffer();
    encoded.writeCharSequence("*" + (arguments.length + 1) + "\r\n", StandardCharsets.US_ASCII);
    bulk(encoded, command.getType().getBytes());
    for (byte[] argument : arguments) {
      bulk(encoded, argument);
    }
    byte[] bytes = new byte[encoded.readableBytes()];
    encoded.readBytes(bytes);
    return bytes;
  }

  private static void bulk(ByteBuf to, byte[] bytes) {
    to.writeCharSequence("$" + bytes.length + "\r\n", StandardCharsets.US_ASCII);
    to.writeBytes(bytes).writeByte('\r').writeByte('\n');
  }

  /** What is to be sent for a command in place of what it is; null when nothing is. */
  static byte @Nullable [] changed(RedisCommand<?, ?, ?> command) {
    Pending pending = PENDING.get(command);
    return pending == null ? null : pending.changed;
  }

  /** What the caller gets in the place of a command, such as one of a transaction. */
  static void wrapped(RedisCommand<?, ?, ?> command) {
    if (!command.isDone()) {
      Tasks.handOver(command);
    }
  }

  /** A command or what wraps it is about to be written to a server. */
  static void writing(Object endpoint, RedisCommand<?, ?, ?> command) {
    Endpoint known = ENDPOINT.get(endpoint);
    Pending pending = known == null ? null : find(command);
    if (pending != null && known != null) {
      pending.describe(known);
    }
  }

  /** There is a connection to a server. */
  static void connected(Object endpoint, Channel channel) {
    SocketAddress address = channel.remoteAddress();
    if (address instanceof InetSocketAddress) {
      InetSocketAddress server = (InetSocketAddress) address;
      ENDPOINT.set(endpoint, new Endpoint(server.getHostString(), server.getPort(), null));
    }
  }

  /** The reply to a command is complete; it may be an error. */
  static void completed(RedisCommand<?, ?, ?> command) {
    if (command instanceof LettuceTake) {
      ((LettuceTake<?, ?, ?>) command).telling();
    }
    Pending pending = PENDING.get(command);
    if (pending == null) {
      return;
    }
    CommandOutput<?, ?, ?> output = command.getOutput();
    if (output != null && output.hasError()) {
      pending.failed(output.getError());
    } else {
      pending.replied(output == null ? null : output.get());
    }
    forgetUnlessTaken(command, pending);
  }

  /** A command got no reply, or an error that is an exception already. */
  static void failed(RedisCommand<?, ?, ?> command, Throwable error) {
    Pending pending = PENDING.remove(command);
    if (pending != null) {
      pending.failed(error, error instanceof RedisCommandExecutionException);
    }
  }

  /** Nobody waits for the reply any longer. */
  static void canceled(RedisCommand<?, ?, ?> command) {
    Pending pending = PENDING.get(command);
    if (pending != null && pending.canceled()) {
      forgetUnlessTaken(command, pending);
    }
  }

  /**
   * What depends on a command has been told of its end, in the caller's context. A command of a
   * transaction is told twice, and is done only then.
   *
   * @param before what was current before that; null when there was no context to enter
   */
  static void told(RedisCommand<?, ?, ?> command, @Nullable Context before) {
    if (command instanceof LettuceTake) {
      ((LettuceTake<?, ?, ?>) command).told();
    }
    if (before != null) {
      if (!command.isDone()) {
        Tasks.handOver(command);
      }
      Tasks.end(before);
    }
  }

  /** The current thread is about to wait for a command. */
  static void awaiting(Object future) {
    Pending pending = PENDING.get(future);
    if (pending != null) {
      pending.awaiting();
    }
  }

  /**
   * The current thread has waited for a command.
   *
   * @param error what it got in place of the reply; null for the reply
   * @return whether the job begins of what it has taken
   */
  static boolean awaited(Object future, @Nullable Throwable error) {
    Pending pending = PENDING.get(future);
    if (pending == null || !pending.awaited(error)) {
      return false;
    }
    PENDING.remove(future);
    LengthQuestion question =
        TRANSACTION.get(pending.connection) == null ? pending.question() : null;
    if (question != null) {
      LettuceQuestion.ask(question, pending.connection);
    }
    return pending.begin();
  }

  /**
   * Those who listen to a channel are about to be told of a message, or of something else.
   *
   * @return whether the job of a message begins
   */
  static boolean telling(Object message) {
    if (!(message instanceof PubSubOutput)) {
      return false;
    }
    PubSubOutput<?, ?, ?> output = (PubSubOutput<?, ?, ?>) message;
    return output.type().name().endsWith("message")
        && Jobs.beginMessage(
            LettuceReply.plain(output.channel()), LettuceReply.plain(output.get()));
  }

  private static void forgetUnlessTaken(RedisCommand<?, ?, ?> command, Pending pending) {
    if (!pending.hasTaken()) {
      PENDING.remove(command);
    }
  }

  /** What is known of a command or of the one that it wraps. */
  private static @Nullable Pending find(RedisCommand<?, ?, ?> command) {
    RedisCommand<?, ?, ?> inner = command;
    for (int i = 0; i < MOST_WRAPPERS && inner != null; i++) {
      Pending pending = PENDING.get(inner);
      if (pending != null) {
        return pending;
      }
      inner =
          inner instanceof DecoratedCommand
              ? ((DecoratedCommand<?, ?, ?>) inner).getDelegate()
              : null;
    }
    return null;
  }

  /** The arguments as they are sent, the first ones of a command with large values. */
  private static byte[][] arguments(CommandName name, @Nullable CommandArgs<?, ?> arguments) {
    if (arguments == null || arguments.count() == 0) {
      return new byte[0][];
    }
    ByteBuf encoded =
        Unpooled.buffer(256, name.kind.mayConcernQueue() ? MOST_OF_ELEMENTS : MOST_OF_TEXT);
    try {
      arguments.encode(encoded);
    } catch (IndexOutOfBoundsException e) {
      // What went in is enough.
    }
    return parse(encoded, arguments.count());
  }

  /** Bulk strings, {@code $3\r\nfoo\r\n} each; the last one may be incomplete and is left out. */
  private static byte[][] parse(ByteBuf encoded, int count) {
    List<byte[]> parsed = new ArrayList<>(Math.min(count, 16));
    while (encoded.isReadable() && encoded.readByte() == '$') {
      int length = 0;
      byte digit = 0;
      while (encoded.isReadable() && (digit = encoded.readByte()) != '\r') {
        length = length * 10 + digit - '0';
      }
      if (digit != '\r' || length < 0 || encoded.readableBytes() < length + 3) {
        break;
      }
      byte[] argument = new byte[length];
      encoded.skipBytes(1).readBytes(argument).skipBytes(2);
      parsed.add(argument);
    }
    return parsed.toArray(new byte[0][]);
  }
}
