/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import io.lettuce.core.protocol.AsyncCommand;
import io.obsagent.core.log.AgentLog;
import io.obsagent.core.queue.Jobs;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A take from a queue that is sent asynchronously, around the future that Lettuce or the
 * application made of it, as Lettuce's own commands of transactions are. Both complete. The job of
 * what was taken begins where a thread gets it first. Where that is a callback, the job is that
 * call, and what else is called at once as the reply comes: other callbacks and the stages behind
 * them. Thread-safe.
 */
final class LettuceTake<K, V, T> extends AsyncCommand<K, V, T> {
  /** The stages behind it that may fail as the reply comes; guarded by itself. */
  private final List<Stage<?>> stages = new ArrayList<>(0);

  /** Who tells callbacks and stages of the reply; null when nobody does at the moment. */
  private volatile @Nullable Thread teller;

  /** Whether they have been told; guarded by the stages. */
  private boolean told;

  /** Whether the job has begun in a callback that was told; the teller's. */
  private boolean begun;

  /** What left the first of those callbacks that failed; the teller's, null when none did. */
  private @Nullable Throwable thrown;

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

  /** The current thread is about to tell callbacks and stages of the reply. */
  void telling() {
    synchronized (stages) {
      for (int i = stages.size() - 1; i >= 0; i--) {
        if (stages.get(i).isDone()) {
          stages.remove(i);
        }
      }
    }
    teller = Thread.currentThread();
  }

  /** All have been told of the end that were there as it came. */
  void told() {
    boolean mine = teller == Thread.currentThread();
    Throwable failure = mine ? thrown : null;
    synchronized (stages) {
      told = true;
      for (int i = 0; i < stages.size(); i++) {
        failure = failure == null && mine && begun ? stages.get(i).failure() : failure;
        stages.get(i).take = null;
      }
      stages.clear();
    }
    if (mine) {
      teller = null;
      thrown = null;
      if (begun) {
        begun = false;
        Jobs.taskEnded(failure);
      }
    }
  }

  /** A callback is over, in which the job may have begun. */
  private void end(boolean begins, @Nullable Throwable error) {
    if (teller == Thread.currentThread()) {
      begun |= begins;
      thrown = thrown == null ? error : thrown;
    } else if (begins) {
      Jobs.taskEnded(error);
    }
  }

  /** A new stage behind this future. Since JDK 9 it makes all of them by this method. */
  public <U> CompletableFuture<U> newIncompleteFuture() {
    synchronized (stages) {
      if (told) {
        return new CompletableFuture<>();
      }
      Stage<U> stage = new Stage<>(this);
      stages.add(stage);
      return stage;
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
  public <U> CompletableFuture<U> thenApply(Function<? super T, ? extends U> function) {
    return super.thenApply(Applying.of(this, function));
  }

  @Override
  public <U> CompletableFuture<U> thenApplyAsync(Function<? super T, ? extends U> function) {
    return super.thenApplyAsync(Applying.of(this, function));
  }

  @Override
  public <U> CompletableFuture<U> thenApplyAsync(
      Function<? super T, ? extends U> function, Executor executor) {
    return super.thenApplyAsync(Applying.of(this, function), executor);
  }

  @Override
  public <U> CompletableFuture<U> handle(BiFunction<? super T, Throwable, ? extends U> function) {
    return super.handle(Handling.of(this, function));
  }

  @Override
  public <U> CompletableFuture<U> handleAsync(
      BiFunction<? super T, Throwable, ? extends U> function) {
    return super.handleAsync(Handling.of(this, function));
  }

  @Override
  public <U> CompletableFuture<U> handleAsync(
      BiFunction<? super T, Throwable, ? extends U> function, Executor executor) {
    return super.handleAsync(Handling.of(this, function), executor);
  }

  @Override
  public CompletableFuture<Void> thenRun(Runnable action) {
    return super.thenRun(Running.of(this, action));
  }

  @Override
  public CompletableFuture<Void> thenRunAsync(Runnable action) {
    return super.thenRunAsync(Running.of(this, action));
  }

  @Override
  public CompletableFuture<Void> thenRunAsync(Runnable action, Executor executor) {
    return super.thenRunAsync(Running.of(this, action), executor);
  }

  @Override
  public <U> CompletableFuture<U> thenCompose(
      Function<? super T, ? extends CompletionStage<U>> function) {
    return super.thenCompose(Applying.of(this, function));
  }

  @Override
  public <U> CompletableFuture<U> thenComposeAsync(
      Function<? super T, ? extends CompletionStage<U>> function) {
    return super.thenComposeAsync(Applying.of(this, function));
  }

  @Override
  public <U> CompletableFuture<U> thenComposeAsync(
      Function<? super T, ? extends CompletionStage<U>> function, Executor executor) {
    return super.thenComposeAsync(Applying.of(this, function), executor);
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
      boolean begins = take.begin();
      Throwable thrown = null;
      try {
        action.accept(reply);
      } catch (Throwable e) {
        thrown = e;
        throw e;
      } finally {
        take.end(begins, thrown);
      }
    }
  }

  private static final class Applying<T, R> implements Function<T, R> {
    private final LettuceTake<?, ?, T> take;
    private final Function<? super T, ? extends R> function;

    private Applying(LettuceTake<?, ?, T> take, Function<? super T, ? extends R> function) {
      this.take = take;
      this.function = function;
    }

    static <T, R> @Nullable Function<T, R> of(
        LettuceTake<?, ?, T> take, @Nullable Function<? super T, ? extends R> function) {
      return function == null ? null : new Applying<T, R>(take, function);
    }

    @Override
    public R apply(T reply) {
      boolean begins = take.begin();
      Throwable thrown = null;
      try {
        return function.apply(reply);
      } catch (Throwable e) {
        thrown = e;
        throw e;
      } finally {
        take.end(begins, thrown);
      }
    }
  }

  private static final class Handling<T, R> implements BiFunction<T, Throwable, R> {
    private final LettuceTake<?, ?, T> take;
    private final BiFunction<? super T, Throwable, ? extends R> function;

    private Handling(
        LettuceTake<?, ?, T> take, BiFunction<? super T, Throwable, ? extends R> function) {
      this.take = take;
      this.function = function;
    }

    static <T, R> @Nullable BiFunction<T, Throwable, R> of(
        LettuceTake<?, ?, T> take,
        @Nullable BiFunction<? super T, Throwable, ? extends R> function) {
      return function == null ? null : new Handling<T, R>(take, function);
    }

    @Override
    public R apply(T reply, Throwable error) {
      boolean begins = take.begin();
      Throwable thrown = null;
      try {
        return function.apply(reply, error);
      } catch (Throwable e) {
        thrown = e;
        throw e;
      } finally {
        take.end(begins, thrown);
      }
    }
  }

  private static final class Running implements Runnable {
    private final LettuceTake<?, ?, ?> take;
    private final Runnable action;

    private Running(LettuceTake<?, ?, ?> take, Runnable action) {
      this.take = take;
      this.action = action;
    }

    static @Nullable Runnable of(LettuceTake<?, ?, ?> take, @Nullable Runnable action) {
      return action == null ? null : new Running(take, action);
    }

    @Override
    public void run() {
      boolean begins = take.begin();
      Throwable thrown = null;
      try {
        action.run();
      } catch (Throwable e) {
        thrown = e;
        throw e;
      } finally {
        take.end(begins, thrown);
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
      boolean begins = take.begin();
      Throwable thrown = null;
      try {
        action.accept(reply, error);
      } catch (Throwable e) {
        thrown = e;
        throw e;
      } finally {
        take.end(begins, thrown);
      }
    }
  }

  /** What is to be done behind a take, or behind another stage. Thread-safe. */
  private static final class Stage<T> extends CompletableFuture<T> {
    /** Null when the take's callbacks and stages have been told of its end. */
    private volatile @Nullable LettuceTake<?, ?, ?> take;

    Stage(LettuceTake<?, ?, ?> take) {
      this.take = take;
    }

    /** A new stage behind this one. Since JDK 9 it makes all of them by this method. */
    public <U> CompletableFuture<U> newIncompleteFuture() {
      LettuceTake<?, ?, ?> source = take;
      return source == null ? new CompletableFuture<U>() : source.<U>newIncompleteFuture();
    }

    /** What left it; null when nothing did, or it is not done, or canceled. */
    @Nullable Throwable failure() {
      if (!isCompletedExceptionally()) {
        return null;
      }
      try {
        getNow(null);
        return null;
      } catch (CompletionException e) {
        Throwable cause = e.getCause();
        return cause instanceof CancellationException ? null : cause;
      } catch (CancellationException e) {
        return null;
      }
    }
  }
}
