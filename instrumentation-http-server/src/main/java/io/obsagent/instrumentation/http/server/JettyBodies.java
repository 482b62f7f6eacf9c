/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.bootstrap.State;
import io.obsagent.core.http.HttpCapture;
import io.obsagent.core.operation.Operation;
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.HttpInput;
import org.eclipse.jetty.server.HttpOutput;
import org.jspecify.annotations.Nullable;

/** Bodies of Jetty's requests and responses, as the application reads and writes them. */
final class JettyBodies {
  /** What looks at the request that is being served, by Jetty's object, which serves many. */
  private static final State<HttpCapture> CAPTURES = new State<>();

  private JettyBodies() {}

  /** A request begins. */
  static void begin(HttpInput input, Operation operation) {
    CAPTURES.set(input, HttpCapture.served(operation));
  }

  /** So many bytes were read; negative at the end. */
  static void read(HttpInput input, byte[] bytes, int offset, int count) {
    HttpCapture capture = CAPTURES.get(input);
    if (capture != null && count < 0) {
      capture.requestEnd();
    } else if (capture != null && count > 0) {
      capture.requestBody(bytes, offset, count);
    }
  }

  static void write(HttpOutput output, byte[] bytes, int offset, int length) {
    HttpCapture capture = responding(output);
    if (capture != null) {
      capture.responseBody(bytes, offset, length);
    }
  }

  static void write(HttpOutput output, ByteBuffer bytes) {
    HttpCapture capture = responding(output);
    if (capture != null) {
      capture.responseBody(bytes);
    }
  }

  private static @Nullable HttpCapture responding(HttpOutput output) {
    HttpCapture capture = HttpCapture.served(JettyRequests.OPERATIONS.get(output.getHttpChannel()));
    if (capture == null || !capture.readsResponse()) {
      return null;
    }
    capture.response(output.getHttpChannel().getResponse(), JettyRequests.RESPONSES);
    return capture;
  }
}
