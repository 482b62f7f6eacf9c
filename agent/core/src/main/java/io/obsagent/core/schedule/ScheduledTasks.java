/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.schedule;

import io.obsagent.core.vocabulary.Observations;
import io.obsagent.core.vocabulary.Observed;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that one kind of scheduler in this process runs again and again, counted when metrics
 * are collected: those that are neither done nor cancelled nor dropped. Thread-safe.
 */
public final class ScheduledTasks implements Observed {
  private static final int MOST = 10_000;
  private static final int FEW = 64;

  private final String scheduler;
  private final List<WeakReference<Future<?>>> tasks = new ArrayList<>();
  private int tidyAt = FEW;

  /** Those of a kind of scheduler, as rules know it. */
  public ScheduledTasks(String scheduler) {
    this.scheduler = scheduler;
  }

  /** Adds a task, which is not kept alive; one that is there already stays there once. */
  public synchronized void add(Future<?> task) {
    if (tasks.isEmpty()) {
      Observations.SCHEDULER.put(this, this);
    }
    if (tasks.size() >= tidyAt) {
      remove(Collections.emptyList());
      tidyAt = Math.min(MOST, Math.max(FEW, 2 * tasks.size()));
    }
    if (tasks.size() < MOST && !contains(task)) {
      tasks.add(new WeakReference<>(task));
    }
  }

  private boolean contains(Future<?> task) {
    for (WeakReference<Future<?>> known : tasks) {
      if (known.get() == task) {
        return true;
      }
    }
    return false;
  }

  /** Forgets tasks, such as those that an executor dropped, and those that nothing refers to. */
  public synchronized void remove(List<?> gone) {
    for (Iterator<WeakReference<Future<?>>> all = tasks.iterator(); all.hasNext(); ) {
      Future<?> task = all.next().get();
      if (task == null || isAmong(gone, task)) {
        all.remove();
      }
    }
  }

  private static boolean isAmong(List<?> gone, Future<?> task) {
    for (Object one : gone) {
      if (one == task) {
        return true;
      }
    }
    return false;
  }

  /** How many are not over. Asks them without holding a lock, as they may take locks of theirs. */
  private long count() {
    List<Future<?>> over = new ArrayList<>();
    long count = 0;
    for (Future<?> task : alive()) {
      if (task.isDone()) {
        over.add(task);
      } else {
        count++;
      }
    }
    remove(over);
    return count;
  }

  private synchronized List<Future<?>> alive() {
    List<Future<?>> alive = new ArrayList<>(tasks.size());
    for (WeakReference<Future<?>> known : tasks) {
      Future<?> task = known.get();
      if (task != null) {
        alive.add(task);
      }
    }
    return alive;
  }

  @Override
  public @Nullable Object read(String field) {
    switch (field) {
      case "scheduler":
        return scheduler;
      case "scheduled":
        return count();
      default:
        return null;
    }
  }
}
