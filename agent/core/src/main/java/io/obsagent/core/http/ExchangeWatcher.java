/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.http;

import org.jspecify.annotations.Nullable;

/**
 * Knows a service that applications reach over HTTP, whatever client they use. Thread-safe; must
 * not throw.
 */
public interface ExchangeWatcher {
  /**
   * Asked before each exchange, before an operation is started for it.
   *
   * @param method in upper case
   * @param scheme {@code http} or {@code https}
   * @param port the port of the request, with the scheme's default filled in
   * @param path without the query string, beginning with a slash
   * @return null when the exchange is none of the service's
   */
  @Nullable WatchedExchange watch(String method, String scheme, String host, int port, String path);
}
