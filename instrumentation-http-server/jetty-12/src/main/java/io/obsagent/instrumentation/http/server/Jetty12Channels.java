/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.bootstrap.State;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.HttpServer;
import org.jspecify.annotations.Nullable;

/** The channels by which Jetty 12 calls servlets, used for one request after another. */
final class Jetty12Channels {
  private static final State<Operation> OPERATIONS = new State<>();

  private Jetty12Channels() {}

  /**
   * Begins a turn of the channel's request; null where its operation is current already, as it is
   * in the first turn, which the server called.
   */
  static @Nullable Turn enter(Object channel) {
    Operation current = Operation.current(HttpServer.TYPE);
    Operation known = OPERATIONS.get(channel);
    if (known == null || !known.isRunning()) {
      OPERATIONS.set(channel, current);
      return null;
    }
    return known == current ? null : Turn.begin(known);
  }

  /** Says that an exception left the application, or that the client was gone. */
  static void failed(Object channel, @Nullable Throwable failure) {
    ServedRequest.failed(OPERATIONS.get(channel), failure);
  }
}
