/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import com.sun.net.httpserver.HttpExchange;
import io.obsagent.core.http.HttpCapture;
import java.io.IOException;
import java.io.OutputStream;

/** A response's body as the application writes it, which a rule looks at. */
final class WrittenBody extends OutputStream {
  private final OutputStream stream;
  private final HttpExchange exchange;
  private final HttpCapture capture;

  WrittenBody(OutputStream stream, HttpExchange exchange, HttpCapture capture) {
    this.stream = stream;
    this.exchange = exchange;
    this.capture = capture;
  }

  @Override
  public void write(int one) throws IOException {
    stream.write(one);
    written(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    stream.write(bytes, offset, length);
    written(bytes, offset, length);
  }

  private void written(byte[] bytes, int offset, int length) {
    if (capture.readsResponse()) {
      capture.response(exchange, JdkExchanges.RESPONSES);
      capture.responseBody(bytes, offset, length);
    }
  }

  @Override
  public void flush() throws IOException {
    stream.flush();
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
