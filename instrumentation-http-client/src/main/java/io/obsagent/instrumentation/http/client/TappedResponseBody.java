/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/** A response's body as the application reads it, with a copy of the first bytes. */
final class TappedResponseBody extends ResponseBody {
  private final ResponseBody body;
  private final BodyTap tap;
  private @Nullable BufferedSource source;

  TappedResponseBody(ResponseBody body, BodyTap tap) {
    this.body = body;
    this.tap = tap;
  }

  @Override
  public @Nullable MediaType contentType() {
    return body.contentType();
  }

  @Override
  public long contentLength() {
    return body.contentLength();
  }

  @Override
  public BufferedSource source() {
    BufferedSource made = source;
    if (made == null) {
      made = Okio.buffer(new TappedSource(body.source(), tap));
      source = made;
    }
    return made;
  }

  private static final class TappedSource extends ForwardingSource {
    private final BodyTap tap;

    TappedSource(Source source, BodyTap tap) {
      super(source);
      this.tap = tap;
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
      long count = super.read(sink, byteCount);
      if (count < 0) {
        tap.end();
      } else if (tap.wantsMore()) {
        Buffer copy = new Buffer();
        sink.copyTo(copy, sink.size() - count, count);
        tap.add(copy.readByteArray(), 0, (int) count);
      }
      return count;
    }

    @Override
    public void close() throws IOException {
      try {
        super.close();
      } finally {
        tap.end();
      }
    }
  }
}
