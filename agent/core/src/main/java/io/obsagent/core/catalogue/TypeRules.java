/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Recorder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The rules for one type of operation. Counts the operations once for all of them, and times about
 * one in 1,024, at random. Thread-safe.
 */
final class TypeRules implements Recorder {
  /** One in so many operations is timed. */
  static final int TIMED_ONE_IN = 1024;

  private static final int PICK_SHIFT = Integer.numberOfLeadingZeros(TIMED_ONE_IN - 1);
  private static final int LOT_SHIFT = Long.numberOfLeadingZeros(TIMED_ONE_IN - 1);

  /** Of as many replacements, since what tables have counted is kept. */
  private static final int MOST_TABLES = 64;

  private final LongAdder ended = new LongAdder();
  private final List<Rows> tables = new ArrayList<>();
  private volatile RuleRecorder[] rules = {};

  /** Made with the first operation that is timed: of a type that has few it would be in vain. */
  private volatile @Nullable Rows table;

  /** Replaces the rules for operations that end from now on. */
  synchronized void set(List<RuleRecorder> next) {
    rules = next.toArray(new RuleRecorder[0]);
    table = null;
  }

  /** How many operations have ended. */
  synchronized long count() {
    long count = ended.sum();
    for (Rows one : tables) {
      count += one.count();
    }
    return count;
  }

  @Override
  public void ended(Operation operation, long durationNanos) {
    Rows known = table;
    if (known != null
        && (operation.lot() >>> LOT_SHIFT == 0
            ? timed(known, operation)
            : known.record(operation))) {
      return;
    }
    ended.increment();
    if (ThreadLocalRandom.current().nextInt() >>> PICK_SHIFT == 0) {
      timed(operation);
      if (known == null) {
        tabulate();
      }
    } else {
      for (RuleRecorder rule : rules) {
        rule.ended(operation, null);
      }
    }
  }

  private boolean timed(Rows known, Operation operation) {
    RuleRecorder[] all = rules;
    long before = System.nanoTime();
    boolean recorded = known.record(operation);
    if (recorded) {
      long each = (System.nanoTime() - before) * TIMED_ONE_IN / all.length;
      for (RuleRecorder rule : all) {
        rule.health().took(each);
      }
    }
    return recorded;
  }

  private void timed(Operation operation) {
    long before = System.nanoTime();
    for (RuleRecorder rule : rules) {
      rule.ended(operation, null);
      long after = System.nanoTime();
      rule.health().took((after - before) * TIMED_ONE_IN);
      before = after;
    }
  }

  private synchronized void tabulate() {
    if (table == null && tables.size() < MOST_TABLES) {
      Rows made = new Rows(rules);
      tables.add(made);
      table = made;
    }
  }
}
