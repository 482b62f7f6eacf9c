/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.log.AgentLog;
import io.obsagent.core.vocabulary.Observations;
import io.obsagent.core.vocabulary.Observed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How a rule fares: how often it was asked and what that cost, what it skipped, what overflowed,
 * and whether it is suspended, which ten exceptions within a minute bring about: for a minute at
 * first, each time for twice as long, at most an hour. Thread-safe.
 */
final class Health implements Observed {
  static final int NULL = 0;
  static final int NOT_A_NUMBER = 1;
  static final int NEGATIVE = 2;
  static final int ERROR = 3;
  static final int SUSPENDED = 4;
  static final int REPEATED = 5;
  static final int ORPHAN = 6;
  static final int FULL = 7;
  private static final String[] REASONS = {
    "null", "nan", "negative", "error", "suspended", "repeated", "orphan", "full"
  };

  private static final int MOST_FAILURES = 10;
  private static final long MINUTE = 60_000_000_000L;
  private static final long HOUR = 60 * MINUTE;

  /** The monotonic clock, in nanoseconds. */
  static class Ticker {
    long nanos() {
      return System.nanoTime();
    }
  }

  private static volatile boolean anySuspended;

  private final String rule;
  private final Ticker ticker;
  private final @Nullable Tally[] skipped = new Tally[REASONS.length];
  private final LongAdder evaluations = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final List<Share> shares = new ArrayList<>();
  private volatile @Nullable Tally overflow;
  private volatile boolean suspended;
  private volatile boolean everSuspended;
  private long suspendedUntil;
  private long suspension = MINUTE;
  private long failuresSince;
  private int failures;

  /** The operations of a type that end while the rule is there. */
  private static final class Share {
    private final TypeRules rules;
    private final long before;

    Share(TypeRules rules) {
      this.rules = rules;
      this.before = rules.count();
    }

    long count() {
      return rules.count() - before;
    }
  }

  Health(String rule, Ticker ticker) {
    this.rule = rule;
    this.ticker = ticker;
  }

  /** Lets the rule be observed. */
  void open() {
    Observations.RULE.put(this, this);
  }

  /** Ends that, and the observation of what was counted; totals stay. */
  synchronized void close() {
    Observations.RULE.remove(this);
    for (Tally tally : skipped) {
      if (tally != null) {
        Observations.RULE_SKIPPED.remove(tally);
      }
    }
    if (overflow != null) {
      Observations.RULE_OVERFLOW.remove(overflow);
    }
  }

  /** Says that the rule is asked about the operations of a type from now on. */
  synchronized void asked(TypeRules rules) {
    shares.add(new Share(rules));
  }

  /** Counts an evaluation that no operation brought about. */
  void evaluated() {
    evaluations.increment();
  }

  /** Adds time that evaluations took, in nanoseconds. */
  void took(long time) {
    nanos.add(time);
  }

  @Override
  public @Nullable Object read(String field) {
    switch (field) {
      case "rule":
        return rule;
      case "evaluations":
        return evaluations();
      case "seconds":
        return nanos.sum() / 1e9;
      default:
        return everSuspended ? (Object) (isSuspended() ? 1L : 0L) : null;
    }
  }

  private synchronized long evaluations() {
    long all = evaluations.sum();
    for (Share share : shares) {
      all += share.count();
    }
    return all;
  }

  /** Whether any rule ever was suspended. */
  static boolean anySuspended() {
    return anySuspended;
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
    AgentLog.debug("rule '" + rule + "' failed", failure);
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
    everSuspended = true;
    suspended = true;
    anySuspended = true;
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
      Observations.RULE_SKIPPED.put(tally, tally);
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
      Observations.RULE_OVERFLOW.put(tally, tally);
    }
    return tally;
  }
}
