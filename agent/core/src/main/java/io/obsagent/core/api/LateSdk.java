/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.api;

import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.metrics.MeterProvider;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The SDK's meters and loggers for the application's own use. What is asked of them before they are
 * there waits, within bounds. Thread-safe.
 */
public final class LateSdk {
  /** The SDK's parts. */
  public interface Parts {
    /** Where the application's meters come from. */
    MeterProvider meters();

    /** Where the application's loggers come from; null when logs go nowhere. */
    @Nullable LoggerProvider logs();
  }

  /** Something to do with the parts. */
  interface Work {
    void run(Parts parts);
  }

  private static final int MOST_RECORDS = 2048;
  private static final Object LOCK = new Object();
  private static final List<Work> WAITING = new ArrayList<>();
  private static int records;
  private static volatile @Nullable Parts ready;

  private LateSdk() {}

  /**
   * Says that the SDK is ready, and does what waits for it.
   *
   * @param parts null when there is to be none
   */
  public static void ready(@Nullable Parts parts) {
    Parts given = parts == null ? new NoParts() : parts;
    synchronized (LOCK) {
      for (Work work : WAITING) {
        work.run(given);
      }
      WAITING.clear();
      records = 0;
      ready = given;
    }
  }

  /** Whether anything that was recorded waits for the SDK. */
  public static boolean isWaiting() {
    synchronized (LOCK) {
      return records > 0;
    }
  }

  /** Forgets the SDK and what waits for it: for tests that start one agent after another. */
  public static void reset() {
    synchronized (LOCK) {
      WAITING.clear();
      records = 0;
      ready = null;
    }
  }

  /** Makes an instrument, now or once the SDK is ready. */
  static void make(Work work) {
    Parts parts = ready;
    if (parts == null) {
      parts = added(work);
    }
    if (parts != null) {
      work.run(parts);
    }
  }

  private static @Nullable Parts added(Work work) {
    synchronized (LOCK) {
      if (ready == null) {
        WAITING.add(work);
      }
      return ready;
    }
  }

  /** Records something, now or once the SDK is ready; it may be lost if there is much of it. */
  static void record(Work work) {
    Parts parts = ready;
    if (parts == null) {
      synchronized (LOCK) {
        parts = ready;
        if (parts == null) {
          if (records < MOST_RECORDS) {
            records++;
            WAITING.add(work);
          }
          return;
        }
      }
    }
    work.run(parts);
  }

  private static final class NoParts implements Parts {
    @Override
    public MeterProvider meters() {
      return MeterProvider.noop();
    }

    @Override
    public @Nullable LoggerProvider logs() {
      return null;
    }
  }
}
