/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

/**
 * What a rule does with operations of a type. Called on the application's thread; must be quick,
 * must not throw and must not keep the operation.
 */
public interface Recorder {
  /**
   * Told when an operation starts, with the fields that it has by then; most recorders do nothing
   * here.
   */
  default void started(Operation operation) {}

  /**
   * Told once when an operation has ended.
   *
   * @param durationNanos from start to end, by a monotonic clock; never negative
   */
  void ended(Operation operation, long durationNanos);
}
