/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.core.http.HttpCapture;
import java.io.IOException;
import java.io.OutputStream;

/** A request's body as the application writes it, which rules look at. */
final class SeenOutputStream extends OutputStream {
  private final OutputStream target;
  private final HttpCapture capture;

  SeenOutputStream(OutputStream target, HttpCapture capture) {
    this.target = target;
    this.capture = capture;
  }

  /** Whether this is the wrapper of a stream. */
  boolean wraps(OutputStream stream) {
    return target == stream;
  }

  @Override
  public void write(int one) throws IOException {
    target.write(one);
    capture.requestBody(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    target.write(bytes, offset, length);
    capture.requestBody(bytes, offset, length);
  }

  @Override
  public void flush() throws IOException {
    target.flush();
  }

  @Override
  public void close() throws IOException {
    target.close();
  }
}
