/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import io.obsagent.smoke.servers.MariaDbServer;

/** A real MariaDB behind its own driver. */
class MariaDbTest extends MySqlProtocolTest {
  MariaDbTest() {
    super("org.mariadb.jdbc.", "mariadb", 1);
  }

  @Override
  String url(MariaDbServer server) {
    return server.mariaDbUrl();
  }
}
