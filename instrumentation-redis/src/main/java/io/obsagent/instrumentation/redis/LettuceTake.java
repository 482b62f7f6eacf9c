/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import io.lettuce.core.protocol.AsyncCommand;
import io.obsagent.core.log.AgentLog;
import io.obsagent.core.queue.Jobs;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A take from a queue that is sent asynchronously, around the future that Lettuce or the
 * application made of it, as Lettuce's own commands of transactions are. Both complete. The job of
 * what was taken begins where a thread gets it first, or is the first callback that gets it.
 * Thread-safe.
 */
final class LettuceTake<K, V, T> extends AsyncCommand<K, V, T> {
  private LettuceTake(AsyncCommand<K, V, T> command) {
    super(command);
  }

  /** A take in the place of a command that is not yet sent. */
  @SuppressWarnings("FutureReturnValueIgnored")
  static <K, V, T> LettuceTake<K, V, T> of(AsyncCommand<K, V, T> command) {
    LettuceTake<K, V, T> take = new LettuceTake<>(command);
    command.whenComplete(new Canceled<T>(take));
    return take;
  }

  /** Whether the job of what was taken begins on the current thread, which got it. */
  boolean begin() {
    try {
      return LettuceCommands.awaited(this, null);
    } catch (RuntimeException e) {
      AgentLog.debug("no job of Lettuce", e);
      return false;
    }
  }

  private T got(T reply) {
    if (reply != null) {
      begin();
    }
    return reply;
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    return got(super.get());
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    return got(super.get(timeout, unit));
  }

  @Override
  public T join() {
    return got(super.join());
  }

  @Override
  public T getNow(T absent) {
    T reply = super.getNow(absent);
    return reply == absent ? reply : got(reply);
  }

  @Override
  public CompletableFuture<Void> thenAccept(Consumer<? super T> action) {
    return super.thenAccept(Accepting.of(this, action));
  }

  @Override
  public CompletableFuture<Void> thenAcceptAsync(Consumer<? super T> action) {
    return super.thenAcceptAsync(Accepting.of(this, action));
  }

  @Override
  public CompletableFuture<Void> thenAcceptAsync(Consumer<? super T> action, Executor executor) {
    return super.thenAcceptAsync(Accepting.of(this, action), executor);
  }

  @Override
  public <U> CompletableFuture<U> thenCompose(
      Function<? super T, ? extends CompletionStage<U>> function) {
    return super.thenCompose(Composing.of(this, function));
  }

  @Override
  public <U> CompletableFuture<U> thenComposeAsync(
      Function<? super T, ? extends CompletionStage<U>> function) {
    return super.thenComposeAsync(Composing.of(this, function));
  }

  @Override
  public <U> CompletableFuture<U> thenComposeAsync(
      Function<? super T, ? extends CompletionStage<U>> function, Executor executor) {
    return super.thenComposeAsync(Composing.of(this, function), executor);
  }

  @Override
  public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
    return super.whenComplete(Completing.of(this, action));
  }

  @Override
  public CompletableFuture<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> action) {
    return super.whenCompleteAsync(Completing.of(this, action));
  }

  @Override
  public CompletableFuture<T> whenCompleteAsync(
      BiConsumer<? super T, ? super Throwable> action, Executor executor) {
    return super.whenCompleteAsync(Completing.of(this, action), executor);
  }

  /** What Lettuce itself wants to know of the end, which is no work on what was taken. */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored")
  public void onComplete(Consumer<? super T> action) {
    super.thenAccept(action);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored")
  public void onComplete(BiConsumer<? super T, Throwable> action) {
    super.whenComplete(action);
  }

  @Override
  public String toString() {
    return getDelegate().toString();
  }

  /** Cancels the take as the command is canceled that it stands for. */
  private static final class Canceled<T> implements BiConsumer<T, @Nullable Throwable> {
    private final LettuceTake<?, ?, T> take;

    Canceled(LettuceTake<?, ?, T> take) {
      this.take = take;
    }

    @Override
    public void accept(T reply, @Nullable Throwable error) {
      if (error instanceof CancellationException) {
        take.cancel(true);
      }
    }
  }

  private static final class Accepting<T> implements Consumer<T> {
    private final LettuceTake<?, ?, T> take;
    private final Consumer<? super T> action;

    private Accepting(LettuceTake<?, ?, T> take, Consumer<? super T> action) {
      this.take = take;
      this.action = action;
    }

    static <T> @Nullable Consumer<T> of(
        LettuceTake<?, ?, T> take, @Nullable Consumer<? super T> action) {
      return action == null ? null : new Accepting<>(take, action);
    }

    @Override
    public void accept(T reply) {
      boolean begun = take.begin();
      Throwable thrown = null;
      try {
        action.accept(reply);
      } catch (Throwable e) {
        thrown = e;
        throw e;
      } finally {
        end(begun, thrown);
      }
    }
  }

  private static final class Composing<T, U> implements Function<T, CompletionStage<U>> {
    private final LettuceTake<?, ?, T> take;
    private final Function<? super T, ? extends CompletionStage<U>> function;

    private Composing(
        LettuceTake<?, ?, T> take, Function<? super T, ? extends CompletionStage<U>> function) {
      this.take = take;
      this.function = function;
    }

    static <T, U> @Nullable Function<T, CompletionStage<U>> of(
        LettuceTake<?, ?, T> take,
        @Nullable Function<? super T, ? extends CompletionStage<U>> function) {
      return function == null ? null : new Composing<>(take, function);
    }

    @Override
    public CompletionStage<U> apply(T reply) {
      boolean begun = take.begin();
      Throwable thrown = null;
      try {
        return function.apply(reply);
      } catch (Throwable e) {
        thrown = e;
        throw e;
      } finally {
        end(begun, thrown);
      }
    }
  }

  private static final class Completing<T> implements BiConsumer<T, Throwable> {
    private final LettuceTake<?, ?, T> take;
    private final BiConsumer<? super T, ? super Throwable> action;

    private Completing(LettuceTake<?, ?, T> take, BiConsumer<? super T, ? super Throwable> action) {
      this.take = take;
      this.action = action;
    }

    /** What the JDK itself adds, such as for its time-outs, is no work on what was taken. */
    static <T> @Nullable BiConsumer<? super T, ? super Throwable> of(
        LettuceTake<?, ?, T> take, @Nullable BiConsumer<? super T, ? super Throwable> action) {
      return action == null || action.getClass().getClassLoader() == null
          ? action
          : new Completing<>(take, action);
    }

    @Override
    public void accept(T reply, Throwable error) {
      boolean begun = take.begin();
      Throwable thrown = null;
      try {
        action.accept(reply, error);
      } catch (Throwable e) {
        thrown = e;
        throw e;
      } finally {
        end(begun, thrown);
      }
    }
  }

  private static void end(boolean begun, @Nullable Throwable thrown) {
    if (begun) {
      Jobs.taskEnded(thrown);
    }
  }
}
