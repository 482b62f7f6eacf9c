/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.core.http.HttpCapture;
import io.undertow.server.ConduitWrapper;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ConduitFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;

/** Bodies of Undertow's exchanges, as the application reads and writes them. */
final class UndertowBodies {
  private UndertowBodies() {}

  /** Has the bodies of an exchange told; before the application sees it. */
  static void watch(HttpServerExchange exchange, HttpCapture capture) {
    if (capture.readsRequest()) {
      exchange.addRequestWrapper(new Reads(capture));
    }
    if (capture.readsResponse()) {
      exchange.addResponseWrapper(new Writes(capture));
    }
  }

  private static final class Reads implements ConduitWrapper<StreamSourceConduit> {
    private final HttpCapture capture;

    Reads(HttpCapture capture) {
      this.capture = capture;
    }

    @Override
    public StreamSourceConduit wrap(
        ConduitFactory<StreamSourceConduit> factory, HttpServerExchange exchange) {
      return new Source(factory.create(), capture);
    }
  }

  private static final class Writes implements ConduitWrapper<StreamSinkConduit> {
    private final HttpCapture capture;

    Writes(HttpCapture capture) {
      this.capture = capture;
    }

    @Override
    public StreamSinkConduit wrap(
        ConduitFactory<StreamSinkConduit> factory, HttpServerExchange exchange) {
      return new Sink(factory.create(), exchange, capture);
    }
  }

  private static final class Source extends AbstractStreamSourceConduit<StreamSourceConduit> {
    private final HttpCapture capture;

    Source(StreamSourceConduit next, HttpCapture capture) {
      super(next);
      this.capture = capture;
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
      ByteBuffer own = buffer.duplicate();
      int count = super.read(buffer);
      if (count > 0) {
        own.limit(own.position() + count);
        capture.requestBody(own);
      } else if (count < 0) {
        capture.requestEnd();
      }
      return count;
    }

    @Override
    public long read(ByteBuffer[] buffers, int offset, int length) throws IOException {
      ByteBuffer[] own = copies(buffers, offset, length);
      long count = super.read(buffers, offset, length);
      for (int i = 0; i < length; i++) {
        own[i].limit(buffers[offset + i].position());
        capture.requestBody(own[i]);
      }
      if (count < 0) {
        capture.requestEnd();
      }
      return count;
    }
  }

  private static final class Sink extends AbstractStreamSinkConduit<StreamSinkConduit> {
    private final HttpServerExchange exchange;
    private final HttpCapture capture;

    Sink(StreamSinkConduit next, HttpServerExchange exchange, HttpCapture capture) {
      super(next);
      this.exchange = exchange;
      this.capture = capture;
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
      ByteBuffer own = buffer.duplicate();
      int count = super.write(buffer);
      written(own, buffer);
      return count;
    }

    @Override
    public long write(ByteBuffer[] buffers, int offset, int length) throws IOException {
      ByteBuffer[] own = copies(buffers, offset, length);
      long count = super.write(buffers, offset, length);
      for (int i = 0; i < length; i++) {
        written(own[i], buffers[offset + i]);
      }
      return count;
    }

    @Override
    public int writeFinal(ByteBuffer buffer) throws IOException {
      ByteBuffer own = buffer.duplicate();
      int count = super.writeFinal(buffer);
      written(own, buffer);
      return count;
    }

    @Override
    public long writeFinal(ByteBuffer[] buffers, int offset, int length) throws IOException {
      ByteBuffer[] own = copies(buffers, offset, length);
      long count = super.writeFinal(buffers, offset, length);
      for (int i = 0; i < length; i++) {
        written(own[i], buffers[offset + i]);
      }
      return count;
    }

    private void written(ByteBuffer before, ByteBuffer after) {
      if (capture.readsResponse() && after.position() > before.position()) {
        capture.response(exchange, UndertowExchange.RESPONSES);
        before.limit(after.position());
        capture.responseBody(before);
      }
    }
  }

  private static ByteBuffer[] copies(ByteBuffer[] buffers, int offset, int length) {
    ByteBuffer[] own = new ByteBuffer[length];
    for (int i = 0; i < length; i++) {
      own[i] = buffers[offset + i].duplicate();
    }
    return own;
  }
}
