/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.servers.host;

/** Where a server listens, and how to stop it. */
record Address(String host, int port, AutoCloseable server) implements AutoCloseable {
  static final String LOOPBACK = "127.0.0.1";

  @Override
  public void close() throws Exception {
    server.close();
  }
}
