/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.queue;

import io.obsagent.core.vocabulary.Observed;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A thread that takes from queues. Thread-safe. */
final class Worker implements Observed {
  final String name;
  final AtomicReference<@Nullable RunningJob> job = new AtomicReference<>();
  private final WeakReference<Thread> thread;

  /** Whether it is shown, as what polls is; other threads are just given what others took. */
  volatile boolean observed;

  private volatile String queue = "";
  private volatile long seenMillis;

  /** What it waits for, which may be replied to on another thread; null for nothing. */
  private final AtomicReference<@Nullable Object> wait = new AtomicReference<>();

  private volatile boolean looks;

  Worker(Thread thread) {
    this.name = thread.getName().isEmpty() ? "worker" : thread.getName();
    this.thread = new WeakReference<>(thread);
  }

  /**
   * It asks for an element.
   *
   * @param wait what it will wait for; null when it will not wait
   */
  void polled(String queue, @Nullable Object wait) {
    this.queue = queue;
    this.seenMillis = System.currentTimeMillis();
    this.wait.set(wait);
    this.looks = false;
  }

  /** It looks for elements, and removes those that it takes. */
  void looks() {
    looks = true;
  }

  /** Whether this is the queue that it took from last, in that way. */
  boolean looksInto(String queue) {
    return looks && this.queue.equals(queue);
  }

  /** A wait is over, on whatever thread; it may wait for something else by now. */
  void waited(Object wait) {
    if (this.wait.compareAndSet(wait, null)) {
      seenMillis = System.currentTimeMillis();
    }
  }

  /** It works, whatever it has asked for besides. */
  void works() {
    if (wait.getAndSet(null) != null) {
      seenMillis = System.currentTimeMillis();
    }
  }

  boolean isAlive() {
    Thread alive = thread.get();
    return alive != null && alive.isAlive();
  }

  @Override
  public @Nullable Object read(String field) {
    switch (field) {
      case "worker":
        return name;
      case "queue":
        return queue;
      case "seen":
        return (wait.get() != null && isAlive() ? System.currentTimeMillis() : seenMillis) / 1000.0;
      case "busy":
        return job.get() != null;
      case "job.seconds":
        RunningJob running = job.get();
        return running == null ? null : running.operation.durationNanos() / 1e9;
      default:
        return null;
    }
  }
}
