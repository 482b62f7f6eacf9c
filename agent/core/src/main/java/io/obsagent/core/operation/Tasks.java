/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import io.obsagent.bootstrap.State;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Carries what is current on a thread that hands a task over to the thread that runs it. It is
 * attached to the task, which stays the object that the application made: queues, comparators and
 * rejection handlers see what they always saw. A run takes it off again, so that a task that has
 * run keeps nothing alive. Thread-safe; nothing here waits.
 */
public final class Tasks {
  private static final State<Context> ONCE = new State<>();
  private static final State<HandOvers> OFTEN = new State<>();

  private Tasks() {}

  /** Whether anything is current on this thread, so that there is something to hand over. */
  public static boolean isNeeded() {
    return Slot.mine().context != null;
  }

  /**
   * Hands over a task that runs at most once. What was handed over with it before, as it was made
   * or passed from one executor to another, stays.
   */
  public static void handOver(Object task) {
    Context current = Slot.mine().context;
    if (current != null && ONCE.get(task) == null) {
      ONCE.set(task, current);
    }
  }

  /**
   * Hands over a task that may run often, and be handed over again before it has run: any {@code
   * Runnable} of the application.
   */
  public static void handOverOften(Object task) {
    Context current = Slot.mine().context;
    if (current != null) {
      HandOvers waiting = OFTEN.get(task);
      if (waiting == null) {
        waiting = new HandOvers();
        OFTEN.set(task, waiting);
      }
      waiting.add(current);
    }
  }

  /** Undoes the last {@link #handOverOften} of a task that was rejected. */
  public static void takeBack(Object task) {
    HandOvers waiting = OFTEN.get(task);
    if (waiting != null) {
      waiting.takeLast();
    }
  }

  /** Undoes the first {@link #handOverOften} of a task that left its queue without running. */
  public static void drop(Object task) {
    HandOvers waiting = OFTEN.get(task);
    if (waiting != null) {
      waiting.takeFirst();
    }
  }

  /** Detaches what was handed over with a task that runs at most once. */
  public static void forget(Object task) {
    ONCE.remove(task);
  }

  /** Lets a worker that was made for a task carry what was handed over with the task. */
  public static void pass(Object task, Object worker) {
    Context context = take(task);
    if (context != null) {
      ONCE.set(worker, context);
    }
  }

  /**
   * Makes current on this thread what was handed over with a task that is about to run.
   *
   * @return what {@link #end} needs; null when nothing was handed over, and nothing changed
   */
  public static @Nullable Context begin(Object task) {
    Context context = take(task);
    if (context == null) {
      return null;
    }
    Slot slot = Slot.mine();
    Context before = slot.context;
    slot.context = context;
    return before == null ? Context.root() : before;
  }

  /**
   * Makes current again what was so before a task, whatever the task left behind.
   *
   * @param before what {@link #begin} returned, unless that was null
   */
  public static void end(Context before) {
    Slot.mine().context = before == Context.root() ? null : before;
  }

  /** Leaves nothing current on a thread that waits for its next task. */
  public static void idle() {
    Slot.mine().context = null;
  }

  private static @Nullable Context take(Object task) {
    Context context = ONCE.remove(task);
    if (context != null) {
      return context;
    }
    HandOvers waiting = OFTEN.get(task);
    if (waiting == null) {
      return null;
    }
    context = waiting.takeFirst();
    if (waiting.isEmpty()) {
      OFTEN.remove(task);
    }
    return context;
  }
}
