/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * What is current in a task that an operation handed over which is told how the task ends.
 * Thread-safe.
 */
final class HandedOver implements Context {
  private final SpanOperation operation;
  private final TaskWatcher watcher;

  /** Null once it has ended. */
  private @Nullable Object task;

  /** Null until it runs. */
  private @Nullable Thread thread;

  private HandedOver(SpanOperation operation, TaskWatcher watcher, Object task) {
    this.operation = operation;
    this.watcher = watcher;
    this.task = task;
  }

  /** What is to be current in a task that is handed over where another context is current. */
  static Context of(Context current, Object task) {
    SpanOperation operation =
        current instanceof SpanOperation
            ? (SpanOperation) current
            : current instanceof HandedOver ? ((HandedOver) current).operation : null;
    TaskWatcher watcher = operation == null ? null : operation.taskWatcher();
    if (operation == null || watcher == null) {
      return current;
    }
    watcher.taskHandedOver();
    return new HandedOver(operation, watcher, task);
  }

  /** What is to be current in a task of which nobody is told, where a context is current. */
  static Context plain(Context current) {
    return current instanceof HandedOver ? ((HandedOver) current).operation : current;
  }

  /** The task, if a context is one's, begins on this thread. */
  static void begins(Context context) {
    if (context instanceof HandedOver) {
      HandedOver handedOver = (HandedOver) context;
      synchronized (handedOver) {
        handedOver.thread = Thread.currentThread();
      }
    }
  }

  /** The task, if a context is one's, has ended on this thread. */
  static void ended(@Nullable Object context, @Nullable Throwable thrown) {
    if (context instanceof HandedOver) {
      ((HandedOver) context).over(Thread.currentThread(), thrown);
    }
  }

  /** The task, if a context is one's, will not run. */
  static void dropped(@Nullable Object context) {
    if (context instanceof HandedOver) {
      ((HandedOver) context).over(null, null);
    }
  }

  private void over(@Nullable Thread runs, @Nullable Throwable thrown) {
    Object ended;
    synchronized (this) {
      if (thread != runs) {
        return;
      }
      ended = task;
      task = null;
    }
    if (ended != null) {
      watcher.taskEnded(thrown == null && runs != null ? failure(ended) : thrown);
    }
  }

  /** What left a task that keeps that to itself; null when nothing did. */
  private static @Nullable Throwable failure(Object task) {
    if (task.getClass() != FutureTask.class || !((FutureTask<?>) task).isDone()) {
      return null;
    }
    try {
      ((FutureTask<?>) task).get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (InterruptedException | CancellationException e) {
      return null;
    }
  }

  /** The watcher that a context was handed over from, itself or around what is current in it. */
  static @Nullable TaskWatcher watcher(@Nullable Context context) {
    Context around = context;
    while (around instanceof SpanOperation) {
      around = ((SpanOperation) around).parentContext();
    }
    return around instanceof HandedOver ? ((HandedOver) around).watcher : null;
  }

  @Override
  public <V> @Nullable V get(ContextKey<V> key) {
    return operation.get(key);
  }

  @Override
  public <V> Context with(ContextKey<V> key, V value) {
    return new EntryContext(this, key, value);
  }
}
