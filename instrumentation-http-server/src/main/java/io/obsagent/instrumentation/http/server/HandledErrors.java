/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.bootstrap.State;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.HttpServer;
import org.jspecify.annotations.Nullable;

/** What handlers threw that a framework made a response of: a failure only if that is one. */
final class HandledErrors {
  /** By the operation. */
  private static final State<Throwable> THROWN = new State<>();

  private HandledErrors() {}

  /** Takes note of what a handler threw, before anybody made a response of it. */
  static void thrown(@Nullable Throwable thrown) {
    Operation operation = thrown == null ? null : Operation.current(HttpServer.TYPE);
    if (operation != null && thrown != null) {
      THROWN.set(operation, thrown);
    }
  }

  /** What a handler threw whose request ends as a failure; null when it threw nothing. */
  static @Nullable Throwable of(Operation operation) {
    return THROWN.remove(operation);
  }
}
