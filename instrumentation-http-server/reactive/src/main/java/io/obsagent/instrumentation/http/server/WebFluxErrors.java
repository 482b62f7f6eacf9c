/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.bootstrap.State;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.HttpServer;
import org.jspecify.annotations.Nullable;

/** What handlers threw that WebFlux made a response of: a failure only if that is one. */
final class WebFluxErrors {
  /** By the operation. */
  private static final State<Throwable> THROWN = new State<>();

  private WebFluxErrors() {}

  /** Takes note of what a handler threw, before anybody made a response of it. */
  static void thrown(@Nullable Throwable thrown) {
    Operation operation = thrown == null ? null : Operation.current(HttpServer.TYPE);
    if (operation != null && thrown != null) {
      THROWN.set(operation, thrown);
    }
  }

  /** Says that a response ends with a status. */
  static void answered(Operation operation, int status) {
    Throwable thrown = status >= 500 ? THROWN.remove(operation) : null;
    ServedRequest.failed(operation, thrown);
  }
}
