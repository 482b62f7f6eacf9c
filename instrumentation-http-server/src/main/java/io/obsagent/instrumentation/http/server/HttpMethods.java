/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import org.jspecify.annotations.Nullable;

/** The methods of HTTP. */
final class HttpMethods {
  /** Stands for every method that is not one of HTTP's. */
  static final String OTHER = "_OTHER";

  private HttpMethods() {}

  /** The method, if HTTP knows it; {@link #OTHER} if not. Case matters. */
  static String known(@Nullable String method) {
    if (method == null) {
      return OTHER;
    }
    switch (method) {
      case "GET":
        return "GET";
      case "POST":
        return "POST";
      case "PUT":
        return "PUT";
      case "DELETE":
        return "DELETE";
      case "HEAD":
        return "HEAD";
      case "OPTIONS":
        return "OPTIONS";
      case "PATCH":
        return "PATCH";
      case "TRACE":
        return "TRACE";
      case "CONNECT":
        return "CONNECT";
      default:
        return OTHER;
    }
  }
}
