/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import com.sun.net.httpserver.HttpExchange;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to the JDK's server, with its headers read in one go: the JDK's own map makes two
 * objects of each name that it is asked for. Immutable.
 */
final class JdkRequest {
  final HttpExchange exchange;

  /** Names and first values in turn. */
  private final @Nullable String[] headers;

  JdkRequest(HttpExchange exchange) {
    this.exchange = exchange;
    Map<String, List<String>> all = exchange.getRequestHeaders();
    this.headers = new String[2 * all.size()];
    int at = 0;
    for (Map.Entry<String, List<String>> header : all.entrySet()) {
      List<String> values = header.getValue();
      if (!values.isEmpty()) {
        headers[at++] = header.getKey();
        headers[at++] = values.get(0);
      }
    }
  }

  /** The first value of a header; null when there is none. */
  @Nullable String header(String name) {
    for (int i = 0; i < headers.length; i += 2) {
      if (name.equalsIgnoreCase(headers[i])) {
        return headers[i + 1];
      }
    }
    return null;
  }
}
