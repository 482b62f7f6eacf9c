/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.http;

import io.obsagent.core.operation.Operation;
import org.jspecify.annotations.Nullable;

/**
 * One exchange with a service that an {@link ExchangeWatcher} knows. The client instrumentation
 * starts the operation through it, ends it itself as it would its own, and hands it the answer as
 * the application reads it.
 */
public interface WatchedExchange {
  /**
   * Starts the exchange's operation in place of the client instrumentation's own, and makes it
   * current.
   *
   * @return null when it is part of the current operation
   */
  @Nullable Operation start();

  /** Told the status as it is known, before the operation ends. */
  void status(Operation operation, int status);

  /**
   * Told the answer's body, decoded from any content coding that the client itself removes, once
   * the application has read it whole or closed it; at most the first 64 KiB. Told at most once, on
   * the thread that read it; maybe after the operation has ended, or never.
   */
  void body(byte[] bytes, int length);

  /** Told what was thrown in place of an answer. */
  void failed(@Nullable Throwable error);
}
