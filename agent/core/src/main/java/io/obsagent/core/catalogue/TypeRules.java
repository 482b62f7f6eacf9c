/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Recorder;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * The rules for one type of operation. Counts the operations once for all of them, and times about
 * one in 1,024, at random. Thread-safe.
 */
final class TypeRules implements Recorder {
  /** One in so many operations is timed. */
  static final int TIMED_ONE_IN = 1024;

  private static final int PICK_SHIFT = Integer.numberOfLeadingZeros(TIMED_ONE_IN - 1);

  private final LongAdder ended = new LongAdder();
  private volatile RuleRecorder[] rules = {};

  /** Replaces the rules for operations that end from now on. */
  void set(List<RuleRecorder> next) {
    rules = next.toArray(new RuleRecorder[0]);
  }

  /** How many operations have ended. */
  long count() {
    return ended.sum();
  }

  @Override
  public void ended(Operation operation, long durationNanos) {
    ended.increment();
    RuleRecorder[] all = rules;
    if (ThreadLocalRandom.current().nextInt() >>> PICK_SHIFT == 0) {
      timed(all, operation);
      return;
    }
    for (RuleRecorder rule : all) {
      rule.ended(operation);
    }
  }

  private static void timed(RuleRecorder[] all, Operation operation) {
    long before = System.nanoTime();
    for (RuleRecorder rule : all) {
      rule.ended(operation);
      long after = System.nanoTime();
      rule.health().took((after - before) * TIMED_ONE_IN);
      before = after;
    }
  }
}
