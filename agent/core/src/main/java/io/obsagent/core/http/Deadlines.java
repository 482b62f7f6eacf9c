/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.http;

import io.obsagent.bootstrap.Dispatch;
import io.obsagent.core.operation.OwnThreads;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives up what was awaited for too long. Thread-safe. A daemon thread, {@code obs-deadlines},
 * looks once a second while there is anything to wait for, and ends when there is not.
 */
public final class Deadlines implements Runnable {
  private static final Deadlines SHARED = new Deadlines();
  private static final int MOST = 20_000;
  private static final long STEP_MILLIS = 1000;

  private final Set<Awaited> all = new HashSet<>();
  private @Nullable Thread thread;

  private Deadlines() {}

  /** Waits so many nanoseconds from now on, unless {@link #forget} comes first. */
  public static void await(Awaited awaited, long nanos) {
    awaited.deadline = System.nanoTime() + nanos;
    if (!SHARED.add(awaited)) {
      awaited.giveUp();
    }
  }

  /** Waits no more. */
  public static void forget(Awaited awaited) {
    SHARED.remove(awaited);
  }

  /** Gives up what should have happened by then, in terms of {@link System#nanoTime()}. */
  public static void check(long now) {
    for (Awaited late : SHARED.takeLate(now)) {
      late.giveUp();
    }
  }

  private synchronized boolean add(Awaited awaited) {
    if (all.size() >= MOST) {
      return false;
    }
    all.add(awaited);
    if (thread == null) {
      Thread starting = OwnThreads.daemon(this, "obs-deadlines");
      starting.start();
      thread = starting;
    }
    return true;
  }

  private synchronized void remove(Awaited awaited) {
    all.remove(awaited);
  }

  private synchronized List<Awaited> takeLate(long now) {
    List<Awaited> late = new ArrayList<>();
    for (Iterator<Awaited> i = all.iterator(); i.hasNext(); ) {
      Awaited awaited = i.next();
      if (awaited.deadline - now <= 0) {
        i.remove();
        late.add(awaited);
      }
    }
    return late;
  }

  @Override
  public void run() {
    while (pause()) {
      try {
        check(System.nanoTime());
      } catch (Throwable t) {
        Dispatch.failed(t, Deadlines.class.getName());
      }
    }
  }

  /** Whether to look again after it. */
  private synchronized boolean pause() {
    if (all.isEmpty()) {
      thread = null;
      return false;
    }
    try {
      wait(STEP_MILLIS);
    } catch (InterruptedException e) {
      // Looks a little early.
    }
    return true;
  }
}
