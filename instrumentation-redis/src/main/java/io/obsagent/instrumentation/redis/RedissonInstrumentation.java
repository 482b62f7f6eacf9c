/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.queue.Jobs;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.context.Scope;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import net.bytebuddy.asm.Advice.AllArguments;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.asm.Advice.Thrown;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisConnection;
import org.redisson.client.protocol.RedisCommand;

/**
 * Redisson 3.11.6 and later, whichever its API. An executor sees to one command, with its retries
 * and redirections, until the caller's promise completes; a batch to several.
 */
public final class RedissonInstrumentation extends InstrumentationModule {
  public RedissonInstrumentation() {
    super("redisson", "redis");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(
        new Executors(), new Batches(), new Waits(), new Futures(), new Topics(), new Listeners());
  }

  /** What sees to a command. */
  static final class Executors implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.redisson.command.RedisExecutor");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.constructors(), Make.class.getName());
      type.applyAdviceToMethod(Methods.named("execute").takes(0), Execute.class.getName());
      type.applyAdviceToMethod(
          Methods.named("sendCommand").takes(2).takes(1, "org.redisson.client.RedisConnection"),
          Send.class.getName());
      type.applyAdviceToMethod(
          Methods.named("checkAttemptPromise").takes(2), Complete.class.getName());
    }
  }

  static final class Make {
    private Make() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@This Object executor, @AllArguments Object[] arguments) {
      RedissonCommands.made(executor, arguments);
    }
  }

  static final class Execute {
    private Execute() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation enter(@This Object executor) {
      return RedissonCommands.executing(executor);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @This Object executor,
        @Enter @Nullable Operation operation,
        @Thrown @Nullable Throwable thrown) {
      RedissonCommands.executed(executor, operation, thrown);
    }
  }

  static final class Send {
    private Send() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@This Object executor, @Argument(1) @Nullable RedisConnection connection) {
      RedissonCommands.sending(executor, connection);
    }
  }

  static final class Complete {
    private Complete() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Scope enter(@This Object executor) {
      return RedissonCommands.completing(executor);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Enter @Nullable Scope scope) {
      if (scope != null) {
        scope.close();
      }
    }
  }

  /** Commands that are collected and sent together. */
  static final class Batches implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.redisson.command.CommandBatchService");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.constructors(), MakeBatch.class.getName());
      Methods add = Methods.named("async").takes(7).takes(4, "java.lang.Object[]");
      type.applyAdviceToMethod(add.takes(5, "org.redisson.misc.RPromise"), Add.class.getName());
      type.applyAdviceToMethod(
          add.returns("org.redisson.api.RFuture"), AddReturning.class.getName());
      type.applyAdviceToMethod(Methods.named("executeAsync"), ExecuteBatch.class.getName());
    }
  }

  static final class MakeBatch {
    private MakeBatch() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@This Object batch, @AllArguments Object[] arguments) {
      RedissonBatch.made(batch, arguments);
    }
  }

  /** Before 3.16, where the promise is handed in. */
  static final class Add {
    private Add() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(
        @This Object batch,
        @Argument(3) RedisCommand<?> command,
        @Argument(4) @Nullable Object[] parameters,
        @Argument(5) @Nullable CompletionStage<?> promise) {
      RedissonBatch.added(batch, command, parameters, promise);
    }
  }

  static final class AddReturning {
    private AddReturning() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(
        @This Object batch,
        @Argument(3) RedisCommand<?> command,
        @Argument(4) @Nullable Object[] parameters,
        @Return @Nullable CompletionStage<?> promise) {
      RedissonBatch.added(batch, command, parameters, promise);
    }
  }

  static final class ExecuteBatch {
    private ExecuteBatch() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation enter(@This Object batch) {
      return RedissonBatch.executing(batch);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Enter @Nullable Operation operation,
        @Return @Nullable CompletionStage<?> promise,
        @Thrown @Nullable Throwable thrown) {
      if (operation != null) {
        RedissonBatch.executed(operation, promise, thrown);
      }
    }
  }

  /** Where a thread waits for the result of its command, as the synchronous API does. */
  static final class Waits implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.redisson.command.CommandAsyncService");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("get", "getInterrupted").isPublic().takes(1), Await.class.getName());
    }
  }

  static final class Await {
    private Await() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@Argument(0) @Nullable Object future, @Return @Nullable Object reply) {
      RedissonCommands.awaited(future, reply);
    }
  }

  /** What the asynchronous API returns since 3.16.7, and where a thread waits for the result. */
  static final class Futures implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.redisson.misc.CompletableFutureWrapper");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("get", "join").returns("java.lang.Object"), Get.class.getName());
    }
  }

  static final class Get {
    private Get() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@This Object future, @Return @Nullable Object reply) {
      RedissonCommands.awaited(future, reply);
    }
  }

  /** What publishes messages. */
  static final class Topics implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.redisson.RedissonTopic", "org.redisson.RedissonShardedTopic");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.constructors(), MakeTopic.class.getName());
      type.applyAdviceToMethod(Methods.named("publishAsync").takes(1), Publish.class.getName());
    }
  }

  static final class MakeTopic {
    private MakeTopic() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@This Object topic, @AllArguments Object[] arguments) {
      RedissonCommands.topicMade(topic, arguments);
    }
  }

  static final class Publish {
    private Publish() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@This Object topic) {
      RedissonCommands.publishing(topic);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit() {
      RedissonCommands.published();
    }
  }

  /** What a topic's listener is wrapped in. */
  static final class Listeners implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          "org.redisson.PubSubMessageListener", "org.redisson.PubSubPatternMessageListener");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("onMessage").takes(2), Tell.class.getName());
      type.applyAdviceToMethod(Methods.named("onPatternMessage").takes(3), Tell.class.getName());
    }
  }

  static final class Tell {
    private Tell() {}

    /**
     * @param arguments the pattern, if it came by one, the channel and the message
     */
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Boolean enter(@This Object listener, @AllArguments Object[] arguments) {
      Object channel = arguments[arguments.length - 2];
      Object message = arguments[arguments.length - 1];
      return RedissonCommands.telling(listener, arguments[0], channel, message)
          ? Boolean.TRUE
          : null;
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Enter @Nullable Boolean begun, @Thrown @Nullable Throwable thrown) {
      if (begun != null) {
        Jobs.messageEnded(thrown);
      }
    }
  }
}
