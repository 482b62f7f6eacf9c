/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Notices that the application dropped a thing which it should have closed, such as the stream of a
 * download: the last way for an operation to end. A subclass must not refer to the thing. At most
 * 4,096 things are watched, further ones are not. Thread-safe; one daemon thread, {@code
 * obs-abandoned}, starts with the first.
 */
public abstract class Abandonment extends WeakReference<Object> {
  private static final int MOST = 4096;
  private static final ReferenceQueue<Object> DROPPED = new ReferenceQueue<>();
  private static final Set<Abandonment> WATCHED = ConcurrentHashMap.newKeySet();
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** Watches a thing until {@link #settle()}. */
  protected Abandonment(Object thing) {
    super(thing, DROPPED);
    if (COUNT.incrementAndGet() <= MOST) {
      Watcher.load();
      WATCHED.add(this);
    } else {
      COUNT.decrementAndGet();
    }
  }

  /** Called once, on the agent's own thread, when the thing was dropped and is gone. */
  protected abstract void abandoned();

  /**
   * Says that the thing was closed, or does not matter any more. Returns whether it was watched.
   */
  protected final boolean settle() {
    clear();
    boolean watched = WATCHED.remove(this);
    if (watched) {
      COUNT.decrementAndGet();
    }
    return watched;
  }

  /** Loaded, and its thread started, with the first thing. */
  private static final class Watcher implements Runnable {
    static {
      OwnThreads.daemon(new Watcher(), "obs-abandoned").start();
    }

    static void load() {}

    @Override
    public void run() {
      while (true) {
        try {
          Abandonment dropped = (Abandonment) DROPPED.remove();
          if (dropped.settle()) {
            dropped.abandoned();
          }
        } catch (Throwable goOn) {
          Failures.swallowed(goOn);
        }
      }
    }
  }
}
