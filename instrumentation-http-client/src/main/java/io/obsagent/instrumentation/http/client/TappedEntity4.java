/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.http.HttpEntity;
import org.apache.http.entity.HttpEntityWrapper;
import org.jspecify.annotations.Nullable;

/** A response's entity as the application reads it, with a copy of the first bytes. */
final class TappedEntity4 extends HttpEntityWrapper {
  private final BodyTap tap;
  private @Nullable TappedInputStream content;

  TappedEntity4(HttpEntity entity, BodyTap tap) {
    super(entity);
    this.tap = tap;
  }

  @Override
  public @Nullable InputStream getContent() throws IOException {
    InputStream stream = super.getContent();
    if (stream == null) {
      return null;
    }
    TappedInputStream wrapper = content;
    if (wrapper == null || !wrapper.wraps(stream)) {
      wrapper = new TappedInputStream(stream, tap);
      content = wrapper;
    }
    return wrapper;
  }

  @Override
  public void writeTo(OutputStream target) throws IOException {
    super.writeTo(new TappedOutputStream(target, tap));
    tap.end();
  }
}
