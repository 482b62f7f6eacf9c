/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.error;

/** An exception that left an operation, on its way to being looked at. Immutable. */
final class Seen {
  final Throwable error;
  final String operation;
  final String traceId;
  final String spanId;
  final long epochMillis;

  Seen(Throwable error, String operation, String traceId, String spanId, long epochMillis) {
    this.error = error;
    this.operation = operation;
    this.traceId = traceId;
    this.spanId = spanId;
    this.epochMillis = epochMillis;
  }
}
