/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.core.operation.Operation;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/** A stretch of a request's life on one thread, during which its operation is current there. */
final class Turn {
  final Operation operation;
  private final Scope scope;

  private Turn(Operation operation, Scope scope) {
    this.operation = operation;
    this.scope = scope;
  }

  /** Makes the operation current. */
  static Turn begin(Operation operation) {
    return new Turn(operation, operation.enter());
  }

  /** As {@link #begin}; null when there is no operation, or none that runs. */
  static @Nullable Turn resume(@Nullable Operation operation) {
    return operation == null || !operation.isRunning() ? null : begin(operation);
  }

  /**
   * Makes current again what was before, also where the application left something of its own
   * current.
   */
  void end() {
    operation.enter();
    scope.close();
  }
}
