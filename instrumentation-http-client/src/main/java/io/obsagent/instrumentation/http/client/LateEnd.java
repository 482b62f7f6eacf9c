/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.core.http.Awaited;
import io.obsagent.core.http.Deadlines;
import io.obsagent.core.http.HttpCapture;
import io.obsagent.core.operation.Event;
import io.obsagent.core.operation.Operation;
import java.util.concurrent.TimeUnit;

/**
 * The end of an operation of which rules read the response's body: it comes once the application
 * has read that, or not for ten seconds, and is as of the moment when the exchange itself ended.
 * Thread-safe.
 */
final class LateEnd extends Awaited {
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Operation operation;
  private final HttpCapture capture;
  private boolean read;
  private boolean over;
  private long durationNanos;

  LateEnd(Operation operation, HttpCapture capture) {
    this.operation = operation;
    this.capture = capture;
  }

  /** The exchange itself has ended. */
  synchronized void ended(long durationNanos) {
    this.durationNanos = durationNanos;
    over = true;
    if (read) {
      giveUp();
    } else {
      Deadlines.await(this, MOST_NANOS);
    }
  }

  /** Nothing more is read of the body. */
  synchronized void read() {
    if (!read && over) {
      Deadlines.forget(this);
      giveUp();
    }
    read = true;
  }

  @Override
  public void giveUp() {
    end(operation, durationNanos);
    capture.close();
  }

  /** Ends an operation as of a moment. */
  static void end(Operation operation, long durationNanos) {
    if (operation instanceof Event) {
      ((Event) operation).tell(durationNanos);
    } else {
      operation.end(durationNanos);
    }
  }
}
