/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.core.http.HttpCapture;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.http.HttpEntity;
import org.apache.http.entity.HttpEntityWrapper;

/** A request's entity as it is sent, which rules look at. */
final class SeenEntity4 extends HttpEntityWrapper {
  private final HttpCapture capture;

  SeenEntity4(HttpEntity entity, HttpCapture capture) {
    super(entity);
    this.capture = capture;
  }

  @Override
  public void writeTo(OutputStream target) throws IOException {
    super.writeTo(new SeenOutputStream(target, capture));
    capture.requestEnd();
  }
}
