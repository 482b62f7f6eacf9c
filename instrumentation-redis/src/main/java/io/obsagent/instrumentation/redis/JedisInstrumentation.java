/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import io.obsagent.core.queue.Jobs;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.SharedName;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.asm.Advice.Thrown;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Jedis 3 and later. Everything that it sends and reads passes its {@code Connection}, which writes
 * commands into a buffer, flushes it before it reads, and reads one reply after the other.
 */
public final class JedisInstrumentation extends InstrumentationModule {
  public JedisInstrumentation() {
    super("jedis", "redis");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Connections(), new Listeners());
  }

  static final class Connections implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("redis.clients.jedis.Connection");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("sendCommand")
              .takes(2)
              .takes(0, "redis.clients.jedis.commands.ProtocolCommand")
              .takes(1, "byte[][]"),
          SendBytes.class.getName());
      type.applyAdviceToMethod(
          Methods.named("sendCommand").takes(1).takes(0, "redis.clients.jedis.CommandArguments"),
          SendArguments.class.getName());
      type.applyAdviceToMethod(Methods.named("flush").takes(0), Flush.class.getName());
      type.applyAdviceToMethod(
          Methods.named("readProtocolWithCheckingBroken").takes(0), Read.class.getName());
      type.applyAdviceToMethod(Methods.named("disconnect").takes(0), Disconnect.class.getName());
    }
  }

  /** Jedis 3; in later versions this method calls the other. */
  static final class SendBytes {
    private SendBytes() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@ToArgument(1))
    static byte @Nullable [][] enter(
        @This Connection connection,
        @Argument(0) ProtocolCommand command,
        @Argument(1) byte[][] arguments) {
      return JedisWires.HAVE_ARGUMENTS
          ? null
          : JedisWires.of(connection).sending(JedisWires.name(command), arguments);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@This Connection connection, @Thrown @Nullable Throwable thrown) {
      if (!JedisWires.HAVE_ARGUMENTS) {
        JedisWires.of(connection).sent(thrown);
      }
    }
  }

  /** Jedis 4 and later. */
  static final class SendArguments {
    private SendArguments() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@ToArgument(0))
    static @Nullable CommandArguments enter(
        @This Connection connection, @Argument(0) CommandArguments arguments) {
      ProtocolCommand command = arguments.getCommand();
      byte[][] changed =
          JedisWires.of(connection)
              .sending(JedisWires.name(command), JedisWires.arguments(arguments));
      return changed == null ? null : JedisWires.arguments(command, changed);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@This Connection connection, @Thrown @Nullable Throwable thrown) {
      JedisWires.of(connection).sent(thrown);
    }
  }

  static final class Flush {
    private Flush() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@This Connection connection) {
      JedisWires.of(connection).flushing();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@This Connection connection, @Thrown @Nullable Throwable thrown) {
      if (thrown != null) {
        JedisWires.of(connection).broke(thrown);
      }
    }
  }

  static final class Read {
    private Read() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@This Connection connection) {
      JedisWires.of(connection).reading();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @This Connection connection,
        @Return @Nullable Object reply,
        @Thrown @Nullable Throwable thrown) {
      JedisWires.of(connection).answered(reply, thrown, thrown instanceof JedisDataException);
    }
  }

  static final class Disconnect {
    private Disconnect() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@This Connection connection) {
      JedisWires.of(connection).closed();
    }
  }

  /** Those who listen to channels: they are told, and the next message is read, until they end. */
  static final class Listeners implements TypeInstrumentation, SharedName {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          "redis.clients.jedis.JedisPubSub",
          "redis.clients.jedis.JedisPubSubBase",
          "redis.clients.jedis.BinaryJedisPubSub");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("process"), Listen.class.getName());
    }
  }

  static final class Listen {
    private Listen() {}

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Thrown @Nullable Throwable thrown) {
      Jobs.messageEnded(thrown);
    }
  }
}
