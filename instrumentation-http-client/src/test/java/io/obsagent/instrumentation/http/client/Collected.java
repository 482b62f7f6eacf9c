/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.core.json.Feed;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Keeps the beginning of a body. */
final class Collected extends Feed {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Collected() {
    super(MAX_BYTES);
  }

  String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public Object value(int index) {
    return null;
  }

  @Override
  public boolean wantsMore() {
    return seen() < MAX_BYTES;
  }

  @Override
  public void stop() {}

  @Override
  protected void read(byte next) {
    bytes.write(next);
  }
}
