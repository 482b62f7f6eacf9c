/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import io.obsagent.bootstrap.State;
import io.obsagent.core.operation.Tasks;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ends calls as the futures that they returned are done, where those are tasks of the JDK's
 * executors, of which {@link Tasks} tells. Thread-safe.
 */
final class AwaitedFutures {
  private static final State<AwaitedFutures> AWAITED = new State<>();

  /** Whether tasks were seen to tell; not before they are woven, and never if they are not. */
  private static volatile boolean tasksTell;

  private static volatile boolean forksTell;

  /** Null of a task that is tried. */
  private final @Nullable Ending call;

  /** What else waits for the same future. */
  private final @Nullable AwaitedFutures next;

  private final AtomicBoolean ended = new AtomicBoolean();

  private AwaitedFutures(@Nullable Ending call, @Nullable AwaitedFutures next) {
    this.call = call;
    this.next = next;
  }

  /** Leaves the end of a call to a future; false when it would not tell. */
  static boolean awaits(Future<?> future, Ending call) {
    if (!tells(future)) {
      return false;
    }
    add(future, call.kept());
    if (future.isDone()) {
      done(future);
    }
    return true;
  }

  private static synchronized AwaitedFutures add(Future<?> future, @Nullable Ending call) {
    AwaitedFutures one = new AwaitedFutures(call, AWAITED.get(future));
    AWAITED.set(future, one);
    Tasks.whenDone(Done.TOLD);
    return one;
  }

  /** Periodic tasks are never done. */
  private static boolean tells(Future<?> future) {
    if (future instanceof FutureTask) {
      boolean periodic =
          future instanceof RunnableScheduledFuture
              && ((RunnableScheduledFuture<?>) future).isPeriodic();
      if (!tasksTell && !periodic) {
        tasksTell = isTold(new FutureTask<>(new Nothing(), null));
      }
      return tasksTell && !periodic;
    }
    if (future instanceof ForkJoinTask && !(future instanceof ScheduledFuture)) {
      if (!forksTell) {
        ForkJoinTask<?> tried = ForkJoinTask.adapt(new Nothing());
        AwaitedFutures told = add(tried, null);
        tried.quietlyInvoke();
        forksTell = told.ended.get();
      }
      return forksTell;
    }
    return false;
  }

  private static boolean isTold(FutureTask<?> tried) {
    AwaitedFutures told = add(tried, null);
    tried.run();
    return told.ended.get();
  }

  /** A task that is tried. */
  private static final class Nothing implements Runnable {
    @Override
    public void run() {}
  }

  /** Is told of every task that is done. */
  private enum Done implements Consumer<Future<?>> {
    TOLD;

    @Override
    public void accept(Future<?> future) {
      done(future);
    }
  }

  private static void done(Future<?> future) {
    AwaitedFutures awaited = AWAITED.remove(future);
    while (awaited != null) {
      if (awaited.ended.compareAndSet(false, true) && awaited.call != null) {
        FutureCompletion.end(future, awaited.call);
      }
      awaited = awaited.next;
    }
  }
}
