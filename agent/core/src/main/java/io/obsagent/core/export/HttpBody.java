/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The body of a request: of a known length, or in chunks. {@link #finish()} ends it; {@link
 * #close()} does not, so that compressors may close it.
 */
final class HttpBody extends OutputStream {
  private static final byte[] END_OF_CHUNKS = {'0', '\r', '\n', '\r', '\n'};

  private final OutputStream out;
  private final boolean chunked;

  /** Gathers what becomes a chunk; without chunks, the stream below gathers. */
  private final byte[] buffer;

  private int buffered;
  private long left;
  private boolean broken;

  /**
   * A body.
   *
   * @param out gathers small pieces itself
   * @param length its length in bytes, or -1 if not known
   */
  HttpBody(OutputStream out, long length) {
    this.out = out;
    this.chunked = length < 0;
    this.left = length;
    this.buffer = new byte[chunked ? 8192 : 1];
  }

  @Override
  public void write(int b) throws IOException {
    if (buffered == buffer.length) {
      drain();
    }
    buffer[buffered++] = (byte) b;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > buffer.length - buffered) {
      drain();
    }
    if (length > buffer.length) {
      send(bytes, offset, length);
    } else {
      System.arraycopy(bytes, offset, buffer, buffered, length);
      buffered += length;
    }
  }

  /** Does nothing: small pieces are gathered. */
  @Override
  public void flush() {}

  @Override
  public void close() {}

  /** Sends what is left. */
  void finish() throws IOException {
    drain();
    if (chunked) {
      out.write(END_OF_CHUNKS);
    } else if (left != 0) {
      throw new IOException("the request is shorter than announced");
    }
    out.flush();
  }

  private void drain() throws IOException {
    int length = buffered;
    buffered = 0;
    if (length > 0) {
      send(buffer, 0, length);
    }
  }

  /**
   * After a failure nothing more is sent, so that a compressor can be closed, which frees its
   * native memory.
   */
  private void send(byte[] bytes, int offset, int length) throws IOException {
    if (broken) {
      return;
    }
    broken = true;
    if (chunked) {
      out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      out.write(bytes, offset, length);
      out.write(END_OF_CHUNKS, 1, 2);
    } else {
      left -= length;
      if (left < 0) {
        throw new IOException("the request is longer than announced");
      }
      out.write(bytes, offset, length);
    }
    broken = false;
  }
}
