/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import io.netty.buffer.ByteBuf;
import io.obsagent.bootstrap.State;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.queue.CommandKind;
import io.obsagent.core.queue.Jobs;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.redisson.PubSubMessageListener;
import org.redisson.PubSubPatternMessageListener;
import org.redisson.client.RedisClient;
import org.redisson.client.RedisConnection;
import org.redisson.client.codec.Codec;
import org.redisson.client.protocol.RedisCommand;

/** What Redisson's executors are to the rest of this package. Thread-safe. */
final class RedissonCommands {
  private static final int MOST_OF_ELEMENTS = 1 << 20;
  private static final int MOST_OF_OTHERS = 1 << 12;

  private static final State<Object[]> MADE = new State<>();
  private static final State<RedissonCall> CALLS = new State<>();

  /** The takes, and looks that a take may follow, by the promises that callers wait for. */
  private static final State<RedissonCall> TAKES = new State<>();

  /** What topics make bytes of their messages with. */
  private static final State<Codec> CODECS = new State<>();

  /** The codec of the topic that the current thread is publishing a message of. */
  private static final ThreadLocal<@Nullable Codec> PUBLISHING = new ThreadLocal<>();

  /** Whether a listener is told of more than its channel, whose name it then has. */
  private static final boolean LISTENERS_HAVE_NAMES = listenersHaveNames();

  private RedissonCommands() {}

  /** An executor was made of arguments that differ from version to version. */
  static void made(Object executor, Object[] arguments) {
    MADE.set(executor, arguments);
  }

  /**
   * An executor begins, on its caller's thread; or begins anew, when a command has failed.
   *
   * @return the command's operation; null when it has none or has begun before
   */
  static @Nullable Operation executing(Object executor) {
    Object[] made = MADE.remove(executor);
    if (made == null) {
      return null;
    }
    RedisCommand<?> command = null;
    Object[] parameters = null;
    CompletionStage<?> promise = null;
    Codec codec = null;
    for (Object argument : made) {
      if (argument instanceof RedisCommand) {
        command = (RedisCommand<?>) argument;
      } else if (argument instanceof Object[]) {
        parameters = (Object[]) argument;
      } else if (argument instanceof CompletionStage) {
        promise = (CompletionStage<?>) argument;
      } else if (argument instanceof Codec) {
        codec = (Codec) argument;
      }
    }
    if (command == null || promise == null) {
      return null;
    }
    Sent sent = sent(command, parameters);
    if (sent.name.name.endsWith("PUBLISH")) {
      codec = PUBLISHING.get();
    }
    Operation operation = begin(executor, sent, promise);
    if (operation != null
        && parameters != null
        && sent.queue != null
        && sent.queue.canCarryContext()) {
      RedissonElements.carry(operation, sent, sent.queue, codec, parameters);
    }
    return operation;
  }

  private static @Nullable Operation begin(Object executor, Sent sent, CompletionStage<?> promise) {
    if (sent.name.kind == CommandKind.SILENT) {
      return null;
    }
    if (sent.queue != null) {
      sent.queue.sending();
    }
    Context caller = Context.current();
    Operation operation =
        sent.isOperation() ? Operation.start(io.obsagent.core.vocabulary.RedisCommand.TYPE) : null;
    if (operation != null) {
      sent.describe(operation);
      sent.describeSpan(operation);
    }
    if (operation != null || sent.queue != null) {
      RedissonCall call = new RedissonCall(sent, operation, caller);
      CALLS.set(executor, call);
      if (sent.queue != null && (sent.queue.takes() || sent.name.kind == CommandKind.PEEK)) {
        TAKES.set(promise, call);
      }
      promise.whenComplete(call);
    }
    return operation;
  }

  /** The executor has sent its command, or will when there is a connection. */
  static void executed(Object executor, @Nullable Operation operation, @Nullable Throwable thrown) {
    if (operation != null) {
      operation.leave();
    }
    RedissonCall call = thrown == null ? null : CALLS.remove(executor);
    if (call != null) {
      call.accept(null, thrown);
    }
  }

  /** A command is about to be sent over a connection. */
  static void sending(Object executor, @Nullable RedisConnection connection) {
    RedissonCall call = CALLS.get(executor);
    RedisClient client = call == null || connection == null ? null : connection.getRedisClient();
    InetSocketAddress address = client == null ? null : client.getAddr();
    if (call != null && client != null && address != null) {
      call.describe(
          new Endpoint(
              address.getHostString(),
              address.getPort(),
              Integer.toString(client.getConfig().getDatabase())));
    }
  }

  /** An attempt has ended, and perhaps the promise completes. */
  static @Nullable Scope completing(Object executor) {
    RedissonCall call = CALLS.get(executor);
    return call == null ? null : call.enterCaller();
  }

  /** A topic was made of arguments that differ from version to version. */
  static void topicMade(Object topic, Object[] arguments) {
    for (Object argument : arguments) {
      if (argument instanceof Codec) {
        CODECS.set(topic, (Codec) argument);
      }
    }
  }

  /** The current thread is about to publish a message, whose command does not tell its codec. */
  static void publishing(Object topic) {
    PUBLISHING.set(CODECS.get(topic));
  }

  /** The current thread has sent the command that publishes a message. */
  static void published() {
    PUBLISHING.remove();
  }

  /** The current thread has waited for a promise, or what stands for it, and not in vain. */
  static void awaited(@Nullable Object future, @Nullable Object reply) {
    RedissonCall call = future == null ? null : TAKES.get(future);
    if (call == null && future instanceof CompletionStage) {
      call = TAKES.get(((CompletionStage<?>) future).toCompletableFuture());
    }
    if (call != null) {
      call.accept(reply, null);
      call.begin();
    }
  }

  /**
   * A listener is about to be told of a message; some versions tell it of those of other channels
   * too, which it leaves alone.
   *
   * @param subscription the channel or pattern that the message came by
   * @return whether the job of the message begins
   */
  static boolean telling(Object listener, Object subscription, Object channel, Object message) {
    return isFor(listener, subscription.toString())
        && Jobs.beginMessage(channel.toString(), message);
  }

  private static boolean isFor(Object listener, String subscription) {
    if (listener instanceof PubSubPatternMessageListener) {
      return ((PubSubPatternMessageListener<?>) listener).getName().equals(subscription);
    }
    return !LISTENERS_HAVE_NAMES
        || ((PubSubMessageListener<?>) listener).getName().equals(subscription);
  }

  private static boolean listenersHaveNames() {
    try {
      PubSubMessageListener.class.getMethod("getName");
      return true;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  /** What is sent for a command; its elements are looked at only if it may be one on a queue. */
  static Sent sent(RedisCommand<?> command, @Nullable Object @Nullable [] parameters) {
    CommandName name = CommandName.of(command.getName());
    int most = name.kind.mayConcernQueue() ? MOST_OF_ELEMENTS : MOST_OF_OTHERS;
    byte[][] arguments = new byte[parameters == null ? 0 : parameters.length][];
    for (int i = 0; i < arguments.length; i++) {
      byte[] argument = parameters == null || most <= 0 ? new byte[0] : bytes(parameters[i], most);
      most -= argument.length;
      arguments[i] = argument;
    }
    return Sent.of(name, arguments);
  }

  private static byte[] bytes(@Nullable Object parameter, int most) {
    if (parameter instanceof byte[]) {
      return (byte[]) parameter;
    }
    if (parameter instanceof ByteBuf) {
      ByteBuf buffer = (ByteBuf) parameter;
      byte[] copy = new byte[buffer.refCnt() == 0 ? 0 : Math.min(most, buffer.readableBytes())];
      buffer.getBytes(buffer.readerIndex(), copy);
      return copy;
    }
    return parameter instanceof CharSequence || parameter instanceof Number
        ? parameter.toString().getBytes(StandardCharsets.UTF_8)
        : new byte[0];
  }
}
