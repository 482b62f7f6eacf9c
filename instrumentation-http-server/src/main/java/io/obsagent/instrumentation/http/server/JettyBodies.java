/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.core.http.HttpCapture;
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.HttpOutput;
import org.jspecify.annotations.Nullable;

/** Bodies of Jetty's responses, as the application writes them. */
final class JettyBodies {
  private JettyBodies() {}

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
    HttpCapture capture = HttpCapture.served();
    if (capture == null || !capture.readsResponse()) {
      return null;
    }
    capture.response(output.getHttpChannel().getResponse(), JettyRequests.RESPONSES);
    return capture;
  }
}
