/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where operations go when they end. Until the SDK and the catalogue are {@linkplain #ready ready}
 * the first ones are kept, and then go the same way as all others. Thread-safe.
 */
public final class Operations {
  static final InstrumentationScopeInfo SCOPE = InstrumentationScopeInfo.create("io.obsagent");

  private static final int EARLY = 2048;
  private static final AtomicLong LOST = new AtomicLong();
  private static volatile @Nullable ArrayBlockingQueue<Operation> early =
      new ArrayBlockingQueue<>(EARLY);
  private static volatile @Nullable Tracing tracing;
  private static volatile boolean documentedNames = true;

  private Operations() {}

  /**
   * Says that recorders are set and spans can be processed; the operations kept so far are handed
   * over on this thread.
   *
   * @param tracing null when there is to be no tracing
   */
  public static void ready(@Nullable Tracing tracing) {
    Operations.tracing = tracing;
    ArrayBlockingQueue<Operation> kept = early;
    early = null;
    if (kept != null) {
      for (Operation operation = kept.poll(); operation != null; operation = kept.poll()) {
        emit(operation);
      }
    }
  }

  /** Whether the SDK is not ready and no operation waits for it. */
  public static boolean noneYet() {
    ArrayBlockingQueue<Operation> kept = early;
    return kept != null && kept.isEmpty();
  }

  /** Forgets the SDK, keeps operations again: for tests that start one agent after another. */
  public static void reset() {
    tracing = null;
    early = new ArrayBlockingQueue<>(EARLY);
  }

  /**
   * Whether spans carry the documented names beside those of the semantic conventions; true at
   * first.
   */
  public static void documentedNames(boolean shown) {
    documentedNames = shown;
  }

  static boolean documentedNames() {
    return documentedNames;
  }

  static @Nullable Tracing tracing() {
    return tracing;
  }

  /** How many operations ended early and found no room. */
  public static long lost() {
    return LOST.get();
  }

  /** Whether operations are kept until somebody may ask for them. */
  static boolean areKept() {
    return early != null;
  }

  /** Takes an operation that has ended, or an event. */
  static void ended(Operation operation) {
    ArrayBlockingQueue<Operation> kept = early;
    if (kept == null) {
      emit(operation);
    } else if (!kept.offer(operation)) {
      LOST.incrementAndGet();
    } else if (early == null && kept.remove(operation)) {
      emit(operation);
    }
  }

  private static void emit(Operation operation) {
    if (operation instanceof SpanOperation) {
      emit((SpanOperation) operation);
    } else {
      operation.type.record(operation, operation.durationNanos());
    }
  }

  private static void emit(SpanOperation operation) {
    operation.record();
    Tracing current = tracing;
    if (current != null && operation.isRecorded()) {
      current.ended(operation);
    }
  }
}
