/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.obsagent.core.operation.Tasks;
import io.obsagent.core.queue.Jobs;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.SharedName;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.context.Context;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.asm.Advice.Thrown;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Lettuce 5 and later, whichever its API: synchronous, asynchronous or reactive. A connection
 * dispatches a command object on the caller's thread; that object is told of the reply, a time-out
 * or its cancellation on whatever thread. What depends on it runs there and then, in the caller's
 * context.
 */
public final class LettuceInstrumentation extends InstrumentationModule {
  public LettuceInstrumentation() {
    super("lettuce", "redis");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(
        new Connections(),
        new Flushes(),
        new Commands(),
        new Endpoints(),
        new Waits(),
        new Listeners());
  }

  /** Where commands are dispatched. */
  static final class Connections implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          "io.lettuce.core.StatefulRedisConnectionImpl",
          "io.lettuce.core.cluster.StatefulRedisClusterConnectionImpl");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("dispatch").takes(1).takes(0, "io.lettuce.core.protocol.RedisCommand"),
          Dispatch.class.getName());
      type.applyAdviceToMethod(
          Methods.named("dispatch").takes(1).takes(0, "java.util.Collection"),
          DispatchAll.class.getName());
    }
  }

  static final class Dispatch {
    private Dispatch() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@ToArgument(0))
    static @Nullable RedisCommand<?, ?, ?> enter(
        @This RedisChannelHandler<?, ?> connection, @Argument(0) RedisCommand<?, ?, ?> command) {
      return LettuceCommands.dispatching(connection, command);
    }

    /** Where the result is no future, such as in a cluster, callers take the command's own. */
    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    @AssignReturned.ToReturned
    static @Nullable RedisCommand<?, ?, ?> exit(
        @Argument(0) RedisCommand<?, ?, ?> command,
        @Enter @Nullable RedisCommand<?, ?, ?> take,
        @Return @Nullable Object dispatched,
        @Thrown @Nullable Throwable thrown) {
      if (thrown != null) {
        LettuceCommands.failed(command, thrown);
      } else if (dispatched != command
          && dispatched != take
          && dispatched instanceof RedisCommand) {
        LettuceCommands.wrapped((RedisCommand<?, ?, ?>) dispatched);
      }
      return dispatched instanceof CommandWrapper ? take : null;
    }
  }

  static final class DispatchAll {
    private DispatchAll() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(
        @This RedisChannelHandler<?, ?> connection,
        @Argument(0) Collection<? extends RedisCommand<?, ?, ?>> commands) {
      LettuceCommands.dispatching(connection, commands);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Argument(0) Collection<? extends RedisCommand<?, ?, ?>> commands,
        @Thrown @Nullable Throwable thrown) {
      if (thrown != null) {
        for (RedisCommand<?, ?, ?> command : commands) {
          LettuceCommands.failed(command, thrown);
        }
      }
    }
  }

  /** Where connections are told when to send what they were given. */
  static final class Flushes implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("io.lettuce.core.RedisChannelHandler");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("setAutoFlushCommands").takes(1), AutoFlush.class.getName());
      type.applyAdviceToMethod(Methods.named("flushCommands").takes(0), Flush.class.getName());
    }
  }

  static final class AutoFlush {
    private AutoFlush() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@This RedisChannelHandler<?, ?> connection, @Argument(0) boolean atOnce) {
      LettuceCommands.flushing(connection, atOnce);
    }
  }

  static final class Flush {
    private Flush() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@This RedisChannelHandler<?, ?> connection) {
      LettuceCommands.flushing(connection);
    }
  }

  /** The command objects: futures, and what subscriptions wrap commands in, in some versions. */
  static final class Commands implements TypeInstrumentation, Stateful, SharedName {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          "io.lettuce.core.protocol.AsyncCommand",
          "io.lettuce.core.protocol.CommandWrapper",
          "io.lettuce.core.RedisPublisher$SubscriptionCommand");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("complete").takes(0), Complete.class.getName());
      type.applyAdviceToMethod(
          Methods.named("completeExceptionally").takes(1), Fail.class.getName());
      type.applyAdviceToMethod(Methods.named("cancel"), Cancel.class.getName());
      type.applyAdviceToMethod(
          Methods.named("encode").takes(1).takes(0, "io.netty.buffer.ByteBuf"),
          Encode.class.getName());
      type.applyAdviceToMethod(
          Methods.named("await").takes(2).returns("boolean"), AwaitReply.class.getName());
    }
  }

  static final class Complete {
    private Complete() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Context enter(@This RedisCommand<?, ?, ?> command) {
      LettuceCommands.completed(command);
      return Tasks.begin(command);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@This RedisCommand<?, ?, ?> command, @Enter @Nullable Context before) {
      LettuceCommands.told(command, before);
    }
  }

  static final class Fail {
    private Fail() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Context enter(
        @This RedisCommand<?, ?, ?> command, @Argument(0) Throwable error) {
      LettuceCommands.failed(command, error);
      return Tasks.begin(command);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@This RedisCommand<?, ?, ?> command, @Enter @Nullable Context before) {
      LettuceCommands.told(command, before);
    }
  }

  static final class Cancel {
    private Cancel() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Context enter(@This RedisCommand<?, ?, ?> command) {
      LettuceCommands.canceled(command);
      return Tasks.begin(command);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@This RedisCommand<?, ?, ?> command, @Enter @Nullable Context before) {
      LettuceCommands.told(command, before);
    }
  }

  /** Where a thread waits for the result of a command that it sent asynchronously. */
  static final class AwaitReply {
    private AwaitReply() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@This RedisCommand<?, ?, ?> command, @Return boolean came) {
      if (came) {
        LettuceCommands.awaited(command, null);
      }
    }
  }

  /** Puts other arguments in the place of those that were written. */
  static final class Encode {
    private Encode() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Integer enter(
        @This RedisCommand<?, ?, ?> command, @Argument(0) ByteBuf buffer) {
      return LettuceCommands.changed(command) == null ? null : buffer.writerIndex();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(
        @This RedisCommand<?, ?, ?> command,
        @Argument(0) ByteBuf buffer,
        @Enter @Nullable Integer begin) {
      byte[] changed = begin == null ? null : LettuceCommands.changed(command);
      if (begin != null && changed != null) {
        buffer.ensureWritable(changed.length).writerIndex(begin).writeBytes(changed);
      }
    }
  }

  /** The ends of channels, which know the server. */
  static final class Endpoints implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("io.lettuce.core.protocol.DefaultEndpoint");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("notifyChannelActive").takes(1), Connected.class.getName());
      type.applyAdviceToMethod(
          Methods.named("write").takes(1).takes(0, "io.lettuce.core.protocol.RedisCommand"),
          Write.class.getName());
      type.applyAdviceToMethod(
          Methods.named("write").takes(1).takes(0, "java.util.Collection"),
          WriteAll.class.getName());
    }
  }

  static final class Connected {
    private Connected() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@This Object endpoint, @Argument(0) Channel channel) {
      LettuceCommands.connected(endpoint, channel);
    }
  }

  static final class Write {
    private Write() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@This Object endpoint, @Argument(0) RedisCommand<?, ?, ?> command) {
      LettuceCommands.writing(endpoint, command);
    }
  }

  static final class WriteAll {
    private WriteAll() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(
        @This Object endpoint, @Argument(0) Collection<? extends RedisCommand<?, ?, ?>> commands) {
      for (RedisCommand<?, ?, ?> command : commands) {
        LettuceCommands.writing(endpoint, command);
      }
    }
  }

  /** Where a thread waits for the result of its command, as the synchronous API does. */
  static final class Waits implements TypeInstrumentation, SharedName {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("io.lettuce.core.LettuceFutures", "io.lettuce.core.internal.Futures");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("awaitOrCancel").takes(3), Await.class.getName());
    }
  }

  static final class Await {
    private Await() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@Argument(0) Object future) {
      LettuceCommands.awaiting(future);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Argument(0) Object future, @Thrown @Nullable Throwable thrown) {
      LettuceCommands.awaited(future, thrown);
    }
  }

  /** Where messages of channels are given to those who listen, one after the other. */
  static final class Listeners implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          "io.lettuce.core.pubsub.PubSubEndpoint", "io.lettuce.core.cluster.PubSubClusterEndpoint");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("notifyListeners").takes(1), Tell.class.getName());
    }
  }

  static final class Tell {
    private Tell() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Boolean enter(@Argument(0) Object message) {
      return LettuceCommands.telling(message) ? Boolean.TRUE : null;
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Enter @Nullable Boolean begun, @Thrown @Nullable Throwable thrown) {
      if (begun != null) {
        Jobs.messageEnded(thrown);
      }
    }
  }
}
