/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.jdbc;

import java.sql.Connection;

/** A statement of which only what the loop calls does anything. */
final class StubStatement extends AbstractStatement {
  private final Connection connection;
  private volatile int updates;

  StubStatement(Connection connection) {
    this.connection = connection;
  }

  @Override
  public int executeUpdate() {
    return ++updates;
  }

  @Override
  public Connection getConnection() {
    return connection;
  }
}
