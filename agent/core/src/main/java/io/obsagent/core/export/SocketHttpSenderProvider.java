/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;

/**
 * Makes a {@link SocketHttpSender}, or an OkHttp sender where a proxy must be used. Thread-safe.
 */
public final class SocketHttpSenderProvider implements HttpSenderProvider {
  private final boolean proxied;

  /** A provider for a JVM without a proxy; a proxy set on the exporter itself is still used. */
  public SocketHttpSenderProvider() {
    this(false);
  }

  SocketHttpSenderProvider(boolean proxied) {
    this.proxied = proxied;
  }

  @Override
  public HttpSender createSender(HttpSenderConfig config) {
    if (proxied || config.getProxyOptions() != null) {
      return new LateHttpSender(config);
    }
    return new SocketHttpSender(config);
  }
}
