/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.realstaging;

import java.util.Map;
import java.util.TreeMap;

/**
 * Runs Real Staging from the command line: {@code [--seconds N] [--jvm-arg X]… [--api-jvm-arg X]…
 * [--worker-jvm-arg X]…}. Drives traffic through it and prints what was done.
 */
public final class Main {
  private static final double PER_SECOND = 5;

  private Main() {}

  /** Starts it; ends after the given seconds, 20 unless told. */
  public static void main(String[] args) throws InterruptedException {
    RealStaging.Builder builder = RealStaging.builder();
    long seconds = 20;
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " needs a value");
      }
      String value = args[i + 1];
      switch (args[i]) {
        case "--seconds" -> seconds = Long.parseLong(value);
        case "--jvm-arg" -> builder.jvmArgs(value);
        case "--api-jvm-arg" -> builder.apiJvmArgs(value);
        case "--worker-jvm-arg" -> builder.workerJvmArgs(value);
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    System.out.println("Starting PostgreSQL, Redis, S3, the Replicate stand-in, API and worker …");
    try (RealStaging system = builder.start()) {
      System.out.println("API at " + system.apiUrl() + "; traffic for " + seconds + " s …");
      try (Traffic traffic = Traffic.start(system, PER_SECOND)) {
        Thread.sleep(seconds * 1000);
        for (Map.Entry<Scenario, Integer> count : new TreeMap<>(traffic.counts()).entrySet()) {
          System.out.printf("%5d  %s%n", count.getValue(), count.getKey());
        }
      }
    }
  }
}
