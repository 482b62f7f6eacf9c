/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import io.obsagent.smoke.servers.MariaDbServer;

/** A real MariaDB behind MySQL's driver. */
class MySqlTest extends MySqlProtocolTest {
  MySqlTest() {
    super("com.mysql.", "mysql", Integer.MIN_VALUE);
  }

  @Override
  String url(MariaDbServer server) {
    // The API on the class path of tests would have it make spans of its own.
    return server.mySqlUrl() + "&openTelemetry=DISABLED";
  }
}
