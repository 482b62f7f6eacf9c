/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import org.jspecify.annotations.Nullable;

/** A thing whose state is read when metrics are collected: a pool, a queue. */
public interface Observed {
  /**
   * Reads one field, on a thread of the agent; quickly, without blocking.
   *
   * @param field one of the type's names
   * @return a String, Long, Double or {@link Distribution}; null when it is not known now
   */
  @Nullable Object read(String field);
}
