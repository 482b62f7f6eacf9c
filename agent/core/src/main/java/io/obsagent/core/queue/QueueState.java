/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.queue;

import io.obsagent.core.settings.Settings;
import io.obsagent.core.vocabulary.Observed;
import org.jspecify.annotations.Nullable;

/** What this process knows of one queue. Thread-safe. */
final class QueueState implements Observed {
  private static final int TIMES = 1024;
  private static final long SECOND = 1_000_000_000L;

  /** How long somebody must have waited in vain before the queue is known to be empty. */
  private static final long SURELY_EMPTY = SECOND;

  private static final long AFTER_FAILURE = 600 * SECOND;

  /** How long one who only adds believes in a length that nothing confirms. */
  private static final long FRESH = 60 * SECOND;

  final String name;
  final String jobName;
  final String enqueueName;

  /** Elements waiting; -1 when that is not known. */
  private long length = -1;

  /** When that was last learned. */
  private long learned;

  /** When the elements were added that this process added, in a ring; null before the first. */
  private long @Nullable [] times;

  private long added;

  /** When the element was added that was taken last, by what it says itself; 0 when it does not. */
  private long takenAddedMillis;

  private int waiting;
  private long waitingSince;
  private boolean asked;
  private long askAgain;
  private @Nullable String group;

  QueueState(String name) {
    this.name = name;
    this.jobName = "job " + name;
    this.enqueueName = "enqueue " + name;
  }

  /**
   * Elements were added by this process.
   *
   * @param told the length by the reply; -1 when it did not tell
   */
  synchronized void added(int count, long told) {
    long now = System.nanoTime();
    long[] ring = times;
    if (ring == null) {
      ring = new long[TIMES];
      times = ring;
    }
    for (int i = 0; i < Math.min(count, TIMES); i++) {
      ring[(int) (added++ % TIMES)] = now;
    }
    if (told >= 0) {
      length = told;
      learned = now;
      postpone(now);
    } else if (length >= 0) {
      length += count;
    }
  }

  /**
   * Elements were taken by this process.
   *
   * @param addedMillis when the first of them was added, by the clock of whoever did; 0 when
   *     unknown
   */
  synchronized void taken(int count, long addedMillis) {
    takenAddedMillis = addedMillis;
    learned = System.nanoTime();
    if (length >= 0) {
      length = Math.max(0, length - count);
    }
  }

  /** The queue is that long. */
  synchronized void told(long length) {
    this.length = length;
    if (length == 0) {
      takenAddedMillis = 0;
    }
    learned = System.nanoTime();
    postpone(learned);
  }

  /** Somebody waits for an element. */
  synchronized void waits() {
    if (waiting++ == 0) {
      waitingSince = System.nanoTime();
    }
  }

  /** Somebody's wait is over. */
  synchronized void waited() {
    if (waiting > 0) {
      waiting--;
    }
    waitingSince = System.nanoTime();
  }

  /** A consumer group reads the queue, which is a stream. */
  synchronized void readBy(String group) {
    this.group = group;
  }

  synchronized @Nullable String group() {
    return group;
  }

  /** Whether the agent may ask for the length now; true at most once in the interval. */
  synchronized boolean isAskDue() {
    long now = System.nanoTime();
    if (Settings.REDIS_POLL_INTERVAL.get() == 0 || asked && now - askAgain < 0) {
      return false;
    }
    postpone(now);
    return true;
  }

  /** The question for the length failed. */
  synchronized void askFailed() {
    asked = true;
    askAgain = System.nanoTime() + AFTER_FAILURE;
  }

  private void postpone(long now) {
    asked = true;
    askAgain = now + Settings.REDIS_POLL_INTERVAL.get() * SECOND;
  }

  @Override
  public synchronized @Nullable Object read(String field) {
    long now = System.nanoTime();
    long current = waiting > 0 && now - waitingSince > SURELY_EMPTY ? 0 : length;
    switch (field) {
      case "queue":
        return name;
      case "length":
        return current < 0 ? null : (Object) current;
      case "age":
        return age(current, now);
      default:
        return null;
    }
  }

  /**
   * The seconds that the oldest element has waited, where elements leave in the order of their
   * coming: from when this process added it; in a process that adds none, at most, from when the
   * one was added that left last. Null where neither is known.
   */
  private @Nullable Object age(long current, long now) {
    long[] ring = times;
    if (current == 0) {
      return 0.0;
    }
    if (current < 0 || now - learned > FRESH && takenAddedMillis == 0) {
      return null;
    }
    if (ring == null) {
      return takenAddedMillis == 0
          ? null
          : (Object) (Math.max(0, System.currentTimeMillis() - takenAddedMillis) / 1000.0);
    }
    long known = Math.min(current, Math.min(added, TIMES));
    return (now - ring[(int) ((added - known) % TIMES)]) / (double) SECOND;
  }
}
