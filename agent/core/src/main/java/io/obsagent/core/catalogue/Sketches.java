/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * How many different hashes there were in a window of time: a HyperLogLog sketch of 2,048 registers
 * for each sixth of the window, so 12 KiB at most whatever there is to count. The standard error is
 * 2.3 %; up to some dozens the count is nearly always exact. Thread-safe.
 */
final class Sketches {
  private static final int PARTS = 6;
  private static final int INDEX_BITS = 11;
  private static final int REGISTERS = 1 << INDEX_BITS;
  private static final double BIAS = 0.7213 / (1 + 1.079 / REGISTERS);

  private final long partNanos;
  private final byte[] @Nullable [] parts = new byte[PARTS][];
  private final long[] partNumbers = new long[PARTS];

  Sketches(long windowNanos) {
    this.partNanos = Math.max(1, windowNanos / PARTS);
  }

  synchronized void add(long hash, long nanos) {
    long number = Math.floorDiv(nanos, partNanos);
    int place = (int) Math.floorMod(number, (long) PARTS);
    byte[] registers = parts[place];
    if (registers == null || partNumbers[place] != number) {
      registers = new byte[REGISTERS];
      parts[place] = registers;
      partNumbers[place] = number;
    }
    int index = (int) (hash >>> (64 - INDEX_BITS));
    byte rank =
        (byte) (1 + Math.min(64 - INDEX_BITS, Long.numberOfLeadingZeros(hash << INDEX_BITS)));
    if (registers[index] < rank) {
      registers[index] = rank;
    }
  }

  /** How many there were within the window that ends now. */
  synchronized long count(long nanos) {
    long number = Math.floorDiv(nanos, partNanos);
    byte[] union = new byte[REGISTERS];
    for (int i = 0; i < PARTS; i++) {
      byte[] registers = parts[i];
      if (registers != null && number - partNumbers[i] >= PARTS) {
        parts[i] = null;
      } else if (registers != null) {
        for (int j = 0; j < REGISTERS; j++) {
          union[j] = registers[j] > union[j] ? registers[j] : union[j];
        }
      }
    }
    return estimate(union);
  }

  private static long estimate(byte[] registers) {
    double sum = 0;
    int zeros = 0;
    for (byte register : registers) {
      sum += 1.0 / (1L << register);
      zeros += register == 0 ? 1 : 0;
    }
    double raw = BIAS * REGISTERS * REGISTERS / sum;
    boolean few = raw <= 2.5 * REGISTERS && zeros > 0;
    return Math.round(few ? REGISTERS * Math.log((double) REGISTERS / zeros) : raw);
  }
}
