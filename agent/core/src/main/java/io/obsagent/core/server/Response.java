/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.server;

import java.nio.charset.StandardCharsets;

/** An answer to a request. The body must not be changed once it is given. */
public final class Response {
  final int status;
  final String contentType;
  final byte[] body;
  final int length;

  private Response(int status, String contentType, byte[] body, int length) {
    this.status = status;
    this.contentType = contentType;
    this.body = body;
    this.length = length;
  }

  /** An answer with a text in UTF-8. */
  public static Response text(int status, String contentType, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new Response(status, contentType, bytes, bytes.length);
  }

  /**
   * An answer with the first bytes of an array.
   *
   * @param length how many bytes of the array are the body
   */
  public static Response bytes(int status, String contentType, byte[] body, int length) {
    return new Response(status, contentType, body, length);
  }

  static Response error(int status) {
    return text(status, "text/plain; charset=utf-8", reason(status) + "\n");
  }

  static String reason(int status) {
    switch (status) {
      case 200:
        return "OK";
      case 400:
        return "Bad Request";
      case 404:
        return "Not Found";
      case 405:
        return "Method Not Allowed";
      case 431:
        return "Request Header Fields Too Large";
      case 500:
        return "Internal Server Error";
      case 503:
        return "Service Unavailable";
      default:
        return "Status";
    }
  }
}
