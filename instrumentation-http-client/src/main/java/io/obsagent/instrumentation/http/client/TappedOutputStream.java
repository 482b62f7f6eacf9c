/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import java.io.IOException;
import java.io.OutputStream;

/** Where the application has a response's body written to, with a copy of the first bytes. */
final class TappedOutputStream extends OutputStream {
  private final OutputStream target;
  private final BodyTap tap;

  TappedOutputStream(OutputStream target, BodyTap tap) {
    this.target = target;
    this.tap = tap;
  }

  @Override
  public void write(int one) throws IOException {
    target.write(one);
    tap.add(one);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    target.write(bytes, offset, length);
    tap.add(bytes, offset, length);
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
