/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.log.AgentLog;
import io.obsagent.core.vocabulary.Observations;
import org.jspecify.annotations.Nullable;

/**
 * How a rule fares: what it skipped, what overflowed, and whether it is suspended, which ten
 * exceptions within a minute bring about: for a minute at first, each time for twice as long, at
 * most an hour. Thread-safe.
 */
final class Health {
  static final int NULL = 0;
  static final int NOT_A_NUMBER = 1;
  static final int NEGATIVE = 2;
  static final int ERROR = 3;
  static final int SUSPENDED = 4;
  private static final String[] REASONS = {"null", "nan", "negative", "error", "suspended"};

  private static final int MOST_FAILURES = 10;
  private static final long MINUTE = 60_000_000_000L;
  private static final long HOUR = 60 * MINUTE;

  /** The monotonic clock, in nanoseconds. */
  static class Ticker {
    long nanos() {
      return System.nanoTime();
    }
  }

  private final String rule;
  private final Ticker ticker;
  private final @Nullable Tally[] skipped = new Tally[REASONS.length];
  private volatile @Nullable Tally overflow;
  private volatile boolean suspended;
  private long suspendedUntil;
  private long suspension = MINUTE;
  private long failuresSince;
  private int failures;

  Health(String rule, Ticker ticker) {
    this.rule = rule;
    this.ticker = ticker;
  }

  /** Whether the rule is to do nothing now. */
  boolean isSuspended() {
    return suspended && !isOver();
  }

  private synchronized boolean isOver() {
    boolean over = ticker.nanos() - suspendedUntil >= 0;
    if (over) {
      suspended = false;
    }
    return over;
  }

  /** Notes that the rule threw. */
  void failed(Throwable failure) {
    skipped(ERROR);
    if (isOneTooMany()) {
      AgentLog.warn(
          "rule '"
              + rule
              + "' failed "
              + MOST_FAILURES
              + " times in a minute, last with "
              + AgentLog.describe(failure)
              + "; it rests a while");
    }
  }

  private synchronized boolean isOneTooMany() {
    long now = ticker.nanos();
    if (failures == 0 || now - failuresSince > MINUTE) {
      failures = 0;
      failuresSince = now;
    }
    failures++;
    if (suspended || failures < MOST_FAILURES) {
      return false;
    }
    failures = 0;
    if (suspendedUntil != 0 && now - suspendedUntil > HOUR) {
      suspension = MINUTE;
    }
    suspendedUntil = now + suspension;
    suspension = Math.min(2 * suspension, HOUR);
    suspended = true;
    return true;
  }

  /** Counts something that the rule did not record, by one of the reasons above. */
  void skipped(int reason) {
    Tally tally = skipped[reason];
    (tally == null ? firstSkipped(reason) : tally).increment();
  }

  private synchronized Tally firstSkipped(int reason) {
    Tally tally = skipped[reason];
    if (tally == null) {
      tally = new Tally(rule, REASONS[reason]);
      skipped[reason] = tally;
      Observations.RULE_SKIPPED.put(tally.key(), tally);
    }
    return tally;
  }

  /** Counts something that was recorded under {@code _other} for want of room. */
  void overflowed() {
    Tally tally = overflow;
    (tally == null ? firstOverflow() : tally).increment();
  }

  private synchronized Tally firstOverflow() {
    Tally tally = overflow;
    if (tally == null) {
      tally = new Tally(rule, null);
      overflow = tally;
      Observations.RULE_OVERFLOW.put(tally.key(), tally);
    }
    return tally;
  }
}
