/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import io.opentelemetry.sdk.common.CompletableResultCode;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A daemon thread that exports at intervals, and at once when asked. It ends only by {@link
 * #stop()}: interrupts and everything thrown, {@link OutOfMemoryError} included, are counted and
 * survived.
 *
 * <p>The thread object is made with its owner, so that it inherits nothing (class loader,
 * inheritable thread-locals, access control context) from the application's thread that happens to
 * {@link #launch() launch} it.
 */
abstract class ExportWorker extends Thread {
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long HURRIED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  final ExportCounts counts = new ExportCounts();
  private final String what;
  private final FailureLog failures;
  private volatile long intervalNanos;
  private final long timeoutNanos;
  private final AtomicBoolean launched = new AtomicBoolean();
  private final AtomicReference<@Nullable CompletableResultCode> flushRequest =
      new AtomicReference<>();
  private final AtomicReference<@Nullable CompletableResultCode> stopRequest =
      new AtomicReference<>();
  private volatile long launchAgainAt = System.nanoTime();
  private volatile boolean parked;
  private long nextExport;

  ExportWorker(
      String threadName, String what, long intervalNanos, long timeoutNanos, FailureLog failures) {
    super(threadName);
    this.what = what;
    this.intervalNanos = intervalNanos;
    this.timeoutNanos = timeoutNanos;
    this.failures = failures;
    this.nextExport = System.nanoTime() + intervalNanos;
    setDaemon(true);
    setContextClassLoader(ExportWorker.class.getClassLoader());
  }

  /** Whether enough has gathered to be exported before the interval is over. */
  abstract boolean isFull();

  /**
   * Does one export, at the end of an interval or when {@link #isFull() full}; false if it failed.
   */
  abstract boolean exportSome(long deadline);

  /** Exports everything there is now; false if that failed. */
  abstract boolean exportAll(long deadline);

  /** Shuts the exporter down, if one was ever created. */
  abstract CompletableResultCode closeExporter();

  /**
   * Starts the thread unless it is started; when the system has no thread to give, tries again a
   * second later at the earliest. Never throws.
   */
  final void launch() {
    if (launched.get()
        || System.nanoTime() - launchAgainAt < 0
        || !launched.compareAndSet(false, true)) {
      return;
    }
    try {
      start();
    } catch (Throwable noThread) {
      counts.restarts.incrementAndGet();
      launchAgainAt = System.nanoTime() + REST_NANOS;
      launched.set(false);
    }
  }

  final boolean isLaunched() {
    return launched.get();
  }

  final boolean isStopping() {
    return stopRequest.get() != null;
  }

  /** Lets the thread look for work. Costs one volatile read when it is busy. */
  final void wake() {
    if (parked) {
      LockSupport.unpark(this);
    }
  }

  /** Shortens the interval to a tenth of a second, from the next export, flush or start on. */
  final void hurry() {
    intervalNanos = Math.min(intervalNanos, HURRIED_NANOS);
  }

  /** Asks for an export now. The result fails if it did not succeed within the export timeout. */
  final CompletableResultCode flush() {
    if (!isLaunched() || isStopping()) {
      return CompletableResultCode.ofSuccess();
    }
    CompletableResultCode result = new CompletableResultCode();
    while (!flushRequest.compareAndSet(null, result)) {
      CompletableResultCode pending = flushRequest.get();
      if (pending != null) {
        return pending;
      }
    }
    wake();
    return result;
  }

  /**
   * Exports a last time, within the export timeout, shuts the exporter down and ends the thread.
   */
  final CompletableResultCode end() {
    CompletableResultCode result = new CompletableResultCode();
    if (!stopRequest.compareAndSet(null, result)) {
      CompletableResultCode pending = stopRequest.get();
      return pending == null ? result : pending;
    }
    if (isLaunched()) {
      wake();
    } else {
      result.succeed();
    }
    return result;
  }

  @Override
  public final void run() {
    // It may have been told to hurry before it had anything to do.
    long soon = System.nanoTime() + intervalNanos;
    if (nextExport - soon > 0) {
      nextExport = soon;
    }
    boolean going = true;
    while (going) {
      try {
        going = turn();
      } catch (Throwable survived) {
        counts.restarts.incrementAndGet();
        LockSupport.parkNanos(REST_NANOS);
      }
    }
  }

  private boolean turn() {
    CompletableResultCode stop = stopRequest.get();
    CompletableResultCode flush = flushRequest.getAndSet(null);
    if (stop != null) {
      finish(stop, flush);
      return false;
    }
    if (flush != null) {
      flushNow(flush);
    } else if (isFull() || nextExport - System.nanoTime() <= 0) {
      long start = System.nanoTime();
      nextExport = start + intervalNanos;
      exportSome(start + timeoutNanos);
    } else {
      rest();
    }
    return true;
  }

  private void rest() {
    parked = true;
    if (!isFull() && flushRequest.get() == null && !isStopping()) {
      LockSupport.parkNanos(this, nextExport - System.nanoTime());
    }
    parked = false;
    if (Thread.interrupted()) {
      counts.restarts.incrementAndGet();
    }
  }

  private void flushNow(CompletableResultCode flush) {
    boolean success = false;
    try {
      success = exportAll(System.nanoTime() + timeoutNanos);
    } finally {
      nextExport = System.nanoTime() + intervalNanos;
      complete(flush, success);
    }
  }

  private void finish(CompletableResultCode stop, @Nullable CompletableResultCode flush) {
    boolean success = false;
    try {
      long deadline = System.nanoTime() + timeoutNanos;
      success = exportAll(deadline);
      CompletableResultCode closed = closeExporter();
      success &= await(closed, deadline) && closed.isSuccess();
    } catch (Throwable lastOne) {
      counts.restarts.incrementAndGet();
    }
    if (flush != null) {
      complete(flush, success);
    }
    complete(stop, success);
  }

  /**
   * Waits for an export to complete and books its outcome.
   *
   * @param result what the exporter returned, null if it broke its contract
   * @param items how many items were exported
   * @param deadline in terms of {@link System#nanoTime()}
   * @return whether the export succeeded
   */
  final boolean settle(@Nullable CompletableResultCode result, int items, long deadline) {
    if (result == null || !await(result, deadline)) {
      lost(items);
      failures.failed(what, "the exporter did not complete in time");
      return false;
    }
    if (!result.isSuccess()) {
      lost(result.getFailureThrowable(), items);
      return false;
    }
    counts.exported.addAndGet(items);
    failures.succeeded(what);
    return true;
  }

  /** Books items whose export failed. */
  final void lost(@Nullable Throwable cause, int items) {
    lost(items);
    if (cause instanceof Error || (cause != null && cause.getCause() instanceof Error)) {
      counts.restarts.incrementAndGet();
    }
    failures.failed(what, cause);
  }

  private void lost(int items) {
    counts.dropped.addAndGet(items);
    counts.failures.incrementAndGet();
  }

  /** Waits until the result is complete or the deadline has passed, whatever interrupts come. */
  private boolean await(CompletableResultCode result, long deadline) {
    if (result.isDone()) {
      return true;
    }
    Completion completion = new Completion();
    result.whenComplete(completion);
    while (true) {
      try {
        return completion.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException goOn) {
        counts.restarts.incrementAndGet();
      }
    }
  }

  private static void complete(CompletableResultCode result, boolean success) {
    if (success) {
      result.succeed();
    } else {
      result.fail();
    }
  }

  private static final class Completion extends CountDownLatch implements Runnable {
    Completion() {
      super(1);
    }

    @Override
    public void run() {
      countDown();
    }
  }
}
