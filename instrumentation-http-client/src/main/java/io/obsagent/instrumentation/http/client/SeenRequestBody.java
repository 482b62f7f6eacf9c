/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.core.http.HttpCapture;
import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.Buffer;
import okio.BufferedSink;
import okio.ForwardingSink;
import okio.Okio;
import okio.Sink;
import org.jspecify.annotations.Nullable;

/** A request's body as it is sent, which rules look at. */
final class SeenRequestBody extends RequestBody {
  private final RequestBody body;
  private final HttpCapture capture;

  SeenRequestBody(RequestBody body, HttpCapture capture) {
    this.body = body;
    this.capture = capture;
  }

  @Override
  public @Nullable MediaType contentType() {
    return body.contentType();
  }

  @Override
  public long contentLength() throws IOException {
    return body.contentLength();
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    BufferedSink seen = Okio.buffer(new SeenSink(sink, capture));
    body.writeTo(seen);
    seen.emit();
    capture.requestEnd();
  }

  private static final class SeenSink extends ForwardingSink {
    private final HttpCapture capture;

    SeenSink(Sink sink, HttpCapture capture) {
      super(sink);
      this.capture = capture;
    }

    @Override
    public void write(Buffer source, long count) throws IOException {
      if (capture.readsRequest()) {
        Buffer copy = new Buffer();
        source.copyTo(copy, 0, count);
        byte[] bytes = copy.readByteArray();
        capture.requestBody(bytes, 0, bytes.length);
      }
      super.write(source, count);
    }
  }
}
