/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Recorder;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * The rules for one type of operation. Counts the operations once for all of them, and times about
 * one in 1,024, which the duration picks out. Thread-safe.
 */
final class TypeRules implements Recorder {
  /** One in so many operations is timed. */
  static final int TIMED_ONE_IN = 1024;

  private static final int PICK_SHIFT = Long.numberOfLeadingZeros(TIMED_ONE_IN - 1);
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

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
    if ((durationNanos * SPREAD) >>> PICK_SHIFT == 1) {
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
