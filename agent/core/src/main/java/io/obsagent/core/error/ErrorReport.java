/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.error;

/** An error that was not seen before. Immutable; not to be kept, for the exception's sake. */
public final class ErrorReport {
  private final Seen seen;
  private final ErrorPlace place;

  ErrorReport(Seen seen, ErrorPlace place) {
    this.seen = seen;
    this.place = place;
  }

  /** The exception, without the wrappers that executors and the like put around it. */
  public Throwable error() {
    return ErrorPlace.bare(seen.error);
  }

  /** Whether a class is the application's own and of no library known to be one. */
  public boolean isOfApplication(String className) {
    return ErrorPlace.isOfApplication(className);
  }

  /** The same for the same type and place: sixteen hexadecimal digits. */
  public String fingerprint() {
    return place.fingerprint;
  }

  /** The type of the operation that it left, such as {@code http.server}. */
  public String operation() {
    return seen.operation;
  }

  /** The trace id as 32 hexadecimal digits; empty when there is none. */
  public String traceId() {
    return seen.traceId;
  }

  /** The span id as 16 hexadecimal digits; empty when there is none. */
  public String spanId() {
    return seen.spanId;
  }

  /** When it was seen, in milliseconds since the epoch. */
  public long epochMillis() {
    return seen.epochMillis;
  }
}
