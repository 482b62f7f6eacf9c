/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.shop;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Calls a method and prints {@code ready NANOS BYTES}, for one call: thread CPU, allocation. */
public final class OrderLoop {
  private static final int WARM = 20_000_000;
  private static final int COUNTED = 50_000_000;
  private static final String[] PLANS = {"free", "pro", "team", "enterprise"};

  private int orders;

  private OrderLoop() {}

  /** What rules are about. */
  int order(String plan) {
    orders += plan.length();
    return orders;
  }

  /** Needs no arguments. */
  public static void main(String[] arguments) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    OrderLoop loop = new OrderLoop();
    int sum = loop.run(WARM);
    long id = Thread.currentThread().getId();
    long cpu = threads.getCurrentThreadCpuTime();
    long bytes = threads.getThreadAllocatedBytes(id);
    sum += loop.run(COUNTED);
    double nanos = (double) (threads.getCurrentThreadCpuTime() - cpu) / COUNTED;
    double allocated = (double) (threads.getThreadAllocatedBytes(id) - bytes) / COUNTED;
    System.out.println("ready " + nanos + " " + allocated + " " + sum);
    System.exit(0);
  }

  private int run(int count) {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      sum += order(PLANS[i & 3]);
    }
    return sum;
  }
}
