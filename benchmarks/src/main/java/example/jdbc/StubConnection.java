/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.jdbc;

import java.sql.PreparedStatement;

/** A connection to nothing. */
final class StubConnection extends AbstractConnection {
  @Override
  public PreparedStatement prepareStatement(String sql) {
    return new StubStatement(this);
  }

  @Override
  public boolean getAutoCommit() {
    return true;
  }

  @Override
  public boolean isClosed() {
    return false;
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }

  @Override
  public void close() {}
}
