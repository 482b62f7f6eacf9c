/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.benchmarks;

import java.sql.Connection;

/** A statement of which only what the loop calls does anything. */
final class StubStatement extends AbstractStatement {
  private final Connection connection;

  StubStatement(Connection connection) {
    this.connection = connection;
  }

  @Override
  public int executeUpdate() {
    return 1;
  }

  @Override
  public Connection getConnection() {
    return connection;
  }
}
