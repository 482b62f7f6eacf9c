/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.http;

import io.obsagent.core.json.Feed;
import io.obsagent.core.operation.Operation;
import org.jspecify.annotations.Nullable;

/**
 * One exchange with a service that an {@link ExchangeWatcher} knows. The client instrumentation
 * starts and ends the operation through it, and hands it the answer as the application reads it.
 * The body may be told by another thread than the rest, also at the same time.
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
   * Ends the operation, which is no longer current, as the client instrumentation would end its
   * own. An exchange that learns from the body what its operation is may end it as of now a little
   * later.
   */
  default void end(Operation operation) {
    operation.end();
  }

  /**
   * What reads along with the application in the answer's body, decoded from any content coding
   * that the client itself removes; null when nothing does. Asked at most once, after the start.
   */
  @Nullable Feed body();

  /**
   * Told that the body's reader has got what it gets, for the application has read the body whole
   * or closed it. Told at most once, on the thread that read it; maybe after the operation has
   * ended, or never.
   */
  void bodyRead();

  /** Told what was thrown in place of an answer. */
  void failed(@Nullable Throwable error);
}
