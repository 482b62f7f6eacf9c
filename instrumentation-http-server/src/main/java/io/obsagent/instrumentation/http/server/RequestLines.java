/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import org.jspecify.annotations.Nullable;

/**
 * Reads requests of which there is only the first line, {@code GET /path HTTP/1.1}, or not even
 * that: those that a server rejects as malformed.
 */
final class RequestLines extends RequestReader<String> {
  static final RequestLines READER = new RequestLines();

  private RequestLines() {}

  @Override
  @Nullable String method(String line) {
    int end = line.indexOf(' ');
    return end < 0 ? null : line.substring(0, end);
  }

  @Override
  @Nullable String path(String line) {
    int begin = line.indexOf(' ') + 1;
    int end = line.indexOf(' ', begin);
    return begin > 0 && end > begin && line.charAt(begin) == '/'
        ? line.substring(begin, end)
        : null;
  }

  @Override
  @Nullable String scheme(String line) {
    return null;
  }

  @Override
  @Nullable String serverAddress(String line) {
    return null;
  }

  @Override
  int serverPort(String line) {
    return 0;
  }

  @Override
  @Nullable String peerAddress(String line) {
    return null;
  }

  @Override
  @Nullable String header(String line, String name) {
    return null;
  }
}
