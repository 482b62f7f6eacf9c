/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body's stream as the application reads it, with a copy of the first bytes for a watcher. */
final class TappedInputStream extends FilterInputStream {
  private final BodyTap tap;
  private long marked;

  TappedInputStream(InputStream stream, BodyTap tap) {
    super(stream);
    this.tap = tap;
  }

  /** Whether this is the wrapper of a stream. */
  boolean wraps(InputStream stream) {
    return in == stream;
  }

  @Override
  public int read() throws IOException {
    int one = in.read();
    if (one < 0) {
      tap.end();
    } else {
      tap.add(one);
    }
    return one;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = in.read(buffer, offset, length);
    if (count < 0) {
      tap.end();
    } else {
      tap.add(buffer, offset, count);
    }
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = in.skip(count);
    tap.position(tap.position() + skipped);
    return skipped;
  }

  @Override
  public synchronized void mark(int limit) {
    in.mark(limit);
    marked = tap.position();
  }

  @Override
  public synchronized void reset() throws IOException {
    in.reset();
    tap.position(marked);
  }

  @Override
  public void close() throws IOException {
    try {
      in.close();
    } finally {
      tap.end();
    }
  }
}
