/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import io.opentelemetry.sdk.common.export.HttpResponse;

/** What a server answered. */
final class HttpReply implements HttpResponse {
  private final int status;
  private final String message;
  private byte[] body = new byte[0];

  /** Seconds the server asks to wait before another try; 0 if it does not ask. */
  long retryAfterSeconds;

  HttpReply(int status, String message) {
    this.status = status;
    this.message = message;
  }

  void setBody(byte[] body) {
    this.body = body;
  }

  @Override
  public int getStatusCode() {
    return status;
  }

  @Override
  public String getStatusMessage() {
    return message;
  }

  @Override
  public byte[] getResponseBody() {
    return body;
  }
}
