/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package app;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Hands work over and returns what will tell of it. */
public final class Office {
  /** By an executor. */
  public Future<String> submit(ExecutorService executor, Callable<String> work) {
    return executor.submit(work);
  }

  /** By a fork/join pool. */
  public ForkJoinTask<String> fork(ForkJoinPool pool, Callable<String> work) {
    return pool.submit(work);
  }

  /** By whoever has it. */
  public Future<String> pass(Future<String> future) {
    return future;
  }

  /** Again and again. */
  public Future<?> repeat(ScheduledExecutorService executor, Runnable work) {
    return executor.scheduleAtFixedRate(work, 1, 1, TimeUnit.HOURS);
  }
}
