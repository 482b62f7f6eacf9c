/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.bootstrap.State;
import io.obsagent.core.http.HttpWants;
import io.obsagent.core.operation.Operation;
import org.apache.catalina.connector.CoyoteAdapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.jspecify.annotations.Nullable;

/** The turns of Tomcat's requests: one, or for asynchronous requests several. Thread-safe. */
final class TomcatExchange {
  /** The operations of requests that are between two turns. */
  private static final State<Operation> WAITING = new State<>();

  private TomcatExchange() {}

  /** Begins the first turn. */
  static Turn start(Request request) {
    ServedRequest.abandon(WAITING.remove(request));
    Operation operation = ServedRequest.start(request, TomcatRequests.READER);
    if (HttpWants.SERVED.any()) {
      TomcatBodies.begin(request, operation);
    }
    return Turn.begin(operation);
  }

  /** Begins a later turn; null when the operation is not known. */
  static @Nullable Turn resume(Request request) {
    return Turn.resume(WAITING.remove(request));
  }

  /** Ends a turn, and the operation unless another turn will follow. */
  static void leave(Turn turn, Request request, Response response, @Nullable Throwable thrown) {
    Operation operation = turn.operation;
    turn.end();
    if (thrown == null && isAsync(request)) {
      WAITING.set(request, operation);
      return;
    }
    ServedRequest.failed(operation, thrown);
    if (response.isExceptionPresent()) {
      // The client was gone before it had all of the response.
      ServedRequest.failed(operation, response.getErrorException());
    }
    ServedRequest.responded(operation, response, TomcatRequests.RESPONSES);
    ServedRequest.end(operation, thrown == null ? response.getStatus() : 500);
  }

  /** Whether the request goes on after its turn; one that does not was reset by then. */
  private static boolean isAsync(Request request) {
    org.apache.catalina.connector.Request servletRequest =
        (org.apache.catalina.connector.Request) request.getNote(CoyoteAdapter.ADAPTER_NOTES);
    return servletRequest != null && servletRequest.isAsync();
  }
}
