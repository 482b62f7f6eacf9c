/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.error;

import io.obsagent.core.log.AgentLog;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OwnThreads;
import io.obsagent.core.operation.Recorder;
import io.obsagent.core.vocabulary.LeftError;
import io.obsagent.core.vocabulary.Observations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The errors of the process. They are looked at on a daemon thread, {@code obs-errors}, which
 * starts with the first; the application's threads only put them into a bounded queue. Thread-safe.
 */
public final class Errors implements Recorder, Runnable {
  private static final int MOST_WAITING = 512;
  private static final int MOST_GROUPS = 200;
  private static final int MOST_REPORTS = 20;
  private static final long REPORTS_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final ArrayBlockingQueue<Seen> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicLong unseen = new AtomicLong();
  private final Map<String, ErrorGroup> groups = new HashMap<>();
  private volatile @Nullable Thread thread;
  private volatile @Nullable ErrorReporter reporter;
  private long reportsSince;
  private int reports;

  /** Begins to watch. */
  public Errors() {
    LeftError.TYPE.watch(this);
  }

  /** Has one error of each group reported from now on, up to twenty a minute. */
  public void reporter(@Nullable ErrorReporter reporter) {
    this.reporter = reporter;
  }

  @Override
  public void ended(Operation event, long durationNanos) {
    Throwable error = event.error();
    if (error == null) {
      return;
    }
    Object operation = event.get(LeftError.OPERATION);
    Seen seen =
        new Seen(
            error,
            String.valueOf(operation),
            event.traceId(),
            event.spanId(),
            event.endEpochNanos() / 1_000_000);
    if (!waiting.offer(seen)) {
      unseen.incrementAndGet();
    }
    if (thread == null) {
      launch();
    }
  }

  private synchronized void launch() {
    if (thread != null) {
      return;
    }
    try {
      Thread starting = OwnThreads.daemon(this, "obs-errors");
      starting.start();
      thread = starting;
    } catch (Throwable noThread) {
      AgentLog.warnOnce("errors", "errors are not looked at: " + AgentLog.describe(noThread));
    }
  }

  @Override
  public void run() {
    while (true) {
      try {
        look(waiting.take());
      } catch (InterruptedException goOn) {
        AgentLog.debug("errors", goOn);
      } catch (Throwable t) {
        unseen.incrementAndGet();
        AgentLog.debug("error", t);
      }
    }
  }

  private void look(Seen seen) {
    ErrorPlace place = ErrorPlace.of(seen.error);
    ErrorGroup group;
    synchronized (groups) {
      group = groups.get(place.fingerprint);
      if (group == null) {
        if (groups.size() >= MOST_GROUPS) {
          forgetOldest();
        }
        group = new ErrorGroup(place, seen);
        groups.put(place.fingerprint, group);
        Observations.ERROR_GROUP.put(place.fingerprint, group);
      }
      group.add(seen);
    }
    ErrorReporter told = reporter;
    if (told != null && !group.reported && mayReport()) {
      group.reported = true;
      told.report(new ErrorReport(seen, place));
    }
  }

  private boolean mayReport() {
    long now = System.nanoTime();
    if (reports == 0 || now - reportsSince > REPORTS_NANOS) {
      reportsSince = now;
      reports = 0;
    }
    return reports++ < MOST_REPORTS;
  }

  /** The one that has not been seen for longest makes room. */
  private void forgetOldest() {
    ErrorGroup oldest = null;
    for (ErrorGroup group : groups.values()) {
      if (oldest == null || group.lastMillis < oldest.lastMillis) {
        oldest = group;
      }
    }
    if (oldest != null) {
      groups.remove(oldest.place.fingerprint);
      Observations.ERROR_GROUP.remove(oldest.place.fingerprint);
      unseen.addAndGet(oldest.count);
    }
  }

  /** What there is to say of each group, the most frequent first. */
  List<Map<String, Object>> top() {
    List<ErrorGroup> sorted = new ArrayList<>();
    List<Map<String, Object>> all = new ArrayList<>();
    synchronized (groups) {
      for (ErrorGroup group : groups.values()) {
        int at = sorted.size();
        while (at > 0 && sorted.get(at - 1).count < group.count) {
          at--;
        }
        sorted.add(at, group);
      }
      for (ErrorGroup group : sorted) {
        all.add(group.fields());
      }
    }
    return all;
  }

  /** How many errors are in no group: too many at a time, or of a group that made room. */
  long others() {
    return unseen.get();
  }
}
