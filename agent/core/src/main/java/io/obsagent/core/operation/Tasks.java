/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import io.obsagent.bootstrap.State;
import io.opentelemetry.context.Context;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries what is current on a thread that hands a task over to the thread that runs it. It is
 * attached to the task, which stays the object that the application made: queues, comparators and
 * rejection handlers see what they always saw. A run takes it off again, so that a task that has
 * run keeps nothing alive. Thread-safe; nothing here waits.
 */
public final class Tasks {
  /** A {@link Context}, or {@link HandOvers} of a task that may run often. */
  private static final State<Object> CARRIED = new State<>();

  private static volatile @Nullable Consumer<Future<?>> whenDone;

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
    if (current != null && CARRIED.get(task) == null) {
      CARRIED.set(task, HandedOver.plain(current));
    }
  }

  /**
   * Hands over a task that runs at most once, and that soon: what hands it over may last until it
   * ends. Otherwise as {@link #handOver}.
   */
  public static void handOverNow(Object task) {
    Context current = Slot.mine().context;
    if (current != null && CARRIED.get(task) == null) {
      CARRIED.set(task, HandedOver.of(current, task));
    }
  }

  /**
   * Hands over a task that may run often, and be handed over again before it has run: any {@code
   * Runnable} of the application. It runs soon.
   */
  public static void handOverOften(Object task) {
    Context current = Slot.mine().context;
    if (current != null) {
      HandOvers waiting = waiting(task);
      if (waiting == null) {
        waiting = new HandOvers();
        CARRIED.set(task, waiting);
      }
      waiting.add(HandedOver.of(current, task));
    }
  }

  /** Undoes the last {@link #handOverOften} of a task that was rejected. */
  public static void takeBack(Object task) {
    HandOvers waiting = waiting(task);
    HandedOver.dropped(waiting == null ? CARRIED.get(task) : waiting.takeLast());
  }

  /** Undoes the first {@link #handOverOften} of a task that left its queue without running. */
  public static void drop(Object task) {
    HandOvers waiting = waiting(task);
    HandedOver.dropped(waiting == null ? CARRIED.get(task) : waiting.takeFirst());
  }

  /** Detaches what was handed over with a task that runs at most once. */
  public static void forget(Object task) {
    HandedOver.dropped(CARRIED.get(task));
    CARRIED.remove(task);
  }

  /** Lets a worker that was made for a task carry what was handed over with the task. */
  public static void pass(Object task, Object worker) {
    Context context = take(task);
    if (context != null) {
      CARRIED.set(worker, context);
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
    HandedOver.begins(context);
    slot.context = context;
    return before == null ? Context.root() : before;
  }

  /**
   * Makes current again what was so before a task, whatever the task left behind.
   *
   * @param before what {@link #begin} returned, unless that was null
   */
  public static void end(Context before) {
    Slot slot = Slot.mine();
    HandedOver.ended(slot.context, null);
    slot.context = before == Context.root() ? null : before;
  }

  /** Leaves nothing current on a thread that waits for its next task. */
  public static void idle() {
    idle(null);
  }

  /**
   * Leaves nothing current on a thread that waits for its next task, or ends.
   *
   * @param thrown what left the task before; null when nothing did
   */
  public static void idle(@Nullable Throwable thrown) {
    Slot slot = Slot.mine();
    if (slot.context != null) {
      HandedOver.ended(slot.context, thrown);
      slot.context = null;
    }
  }

  /** Ends what was handed over with the task that this thread is in: it begins something else. */
  public static void leave() {
    Slot slot = Slot.mine();
    if (slot.context instanceof HandedOver) {
      HandedOver.ended(slot.context, null);
      slot.context = null;
    }
  }

  /** Who is told how the task that this thread is in ends; null when nobody is. */
  public static @Nullable TaskWatcher watcher() {
    return HandedOver.watcher(Slot.mine().context);
  }

  /**
   * Says who is told of each future that a task of the JDK's executors is, as it is done and before
   * or after others see that; on whatever thread, and maybe more than once.
   */
  public static void whenDone(Consumer<Future<?>> told) {
    whenDone = told;
  }

  /** Whether {@link #done} does anything. */
  public static boolean isDoneTold() {
    return whenDone != null;
  }

  /** Tells that a task is done. */
  public static void done(Future<?> task) {
    Consumer<Future<?>> told = whenDone;
    if (told != null) {
      told.accept(task);
    }
  }

  private static @Nullable HandOvers waiting(Object task) {
    Object carried = CARRIED.get(task);
    return carried instanceof HandOvers ? (HandOvers) carried : null;
  }

  private static @Nullable Context take(Object task) {
    Object carried = CARRIED.get(task);
    if (carried == null) {
      return null;
    }
    if (!(carried instanceof HandOvers)) {
      CARRIED.remove(task);
      return (Context) carried;
    }
    HandOvers waiting = (HandOvers) carried;
    Context context = waiting.takeFirst();
    if (waiting.isEmpty()) {
      CARRIED.remove(task);
    }
    return context;
  }
}
