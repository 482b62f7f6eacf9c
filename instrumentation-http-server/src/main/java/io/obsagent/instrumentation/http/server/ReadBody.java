/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.core.http.HttpCapture;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A request's body as the application reads it, which a rule looks at. */
final class ReadBody extends FilterInputStream {
  private final HttpCapture capture;

  ReadBody(InputStream stream, HttpCapture capture) {
    super(stream);
    this.capture = capture;
  }

  @Override
  public int read() throws IOException {
    int one = in.read();
    if (one >= 0) {
      capture.requestBody(new byte[] {(byte) one}, 0, 1);
    } else {
      capture.requestEnd();
    }
    return one;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = in.read(buffer, offset, length);
    if (count > 0) {
      capture.requestBody(buffer, offset, count);
    } else if (count < 0) {
      capture.requestEnd();
    }
    return count;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
