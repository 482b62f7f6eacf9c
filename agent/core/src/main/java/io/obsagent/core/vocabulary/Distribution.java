/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import java.util.Arrays;

/** How often something took how long: totals since the start, and the latest values. Immutable. */
public final class Distribution {
  private final long count;
  private final double sum;
  private final double[] latest;

  /**
   * Takes the figures.
   *
   * @param count how often since the start
   * @param sum how much in all since the start
   * @param latest some latest values, in any order
   */
  public Distribution(long count, double sum, double[] latest) {
    this.count = count;
    this.sum = sum;
    this.latest = latest.clone();
    Arrays.sort(this.latest);
  }

  /** How often since the start. */
  public long count() {
    return count;
  }

  /** How much in all since the start. */
  public double sum() {
    return sum;
  }

  /** The value that a part of the latest values, from 0 to 1, does not exceed; 0 when none. */
  public double quantile(double part) {
    if (latest.length == 0) {
      return 0;
    }
    int rank = (int) Math.ceil(part * latest.length) - 1;
    return latest[Math.max(0, Math.min(rank, latest.length - 1))];
  }
}
