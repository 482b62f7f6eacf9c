/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.jdbc;

import java.sql.PreparedStatement;

/** A prepared statement all of whose methods do nothing. */
abstract class AbstractStatement implements PreparedStatement {

  @Override
  public void addBatch() {}

  @Override
  public void addBatch(java.lang.String p0) {}

  @Override
  public void cancel() {}

  @Override
  public void clearBatch() {}

  @Override
  public void clearParameters() {}

  @Override
  public void clearWarnings() {}

  @Override
  public void closeOnCompletion() {}

  @Override
  public void close() {}

  @Override
  public int[] executeBatch() {
    return null;
  }

  @Override
  public java.sql.ResultSet executeQuery() {
    return null;
  }

  @Override
  public java.sql.ResultSet executeQuery(java.lang.String p0) {
    return null;
  }

  @Override
  public int executeUpdate() {
    return 0;
  }

  @Override
  public int executeUpdate(java.lang.String p0, int[] p1) {
    return 0;
  }

  @Override
  public int executeUpdate(java.lang.String p0, java.lang.String[] p1) {
    return 0;
  }

  @Override
  public int executeUpdate(java.lang.String p0, int p1) {
    return 0;
  }

  @Override
  public int executeUpdate(java.lang.String p0) {
    return 0;
  }

  @Override
  public boolean execute() {
    return false;
  }

  @Override
  public boolean execute(java.lang.String p0, int[] p1) {
    return false;
  }

  @Override
  public boolean execute(java.lang.String p0, java.lang.String[] p1) {
    return false;
  }

  @Override
  public boolean execute(java.lang.String p0, int p1) {
    return false;
  }

  @Override
  public boolean execute(java.lang.String p0) {
    return false;
  }

  @Override
  public java.sql.Connection getConnection() {
    return null;
  }

  @Override
  public int getFetchDirection() {
    return 0;
  }

  @Override
  public int getFetchSize() {
    return 0;
  }

  @Override
  public java.sql.ResultSet getGeneratedKeys() {
    return null;
  }

  @Override
  public int getMaxFieldSize() {
    return 0;
  }

  @Override
  public int getMaxRows() {
    return 0;
  }

  @Override
  public java.sql.ResultSetMetaData getMetaData() {
    return null;
  }

  @Override
  public boolean getMoreResults() {
    return false;
  }

  @Override
  public boolean getMoreResults(int p0) {
    return false;
  }

  @Override
  public java.sql.ParameterMetaData getParameterMetaData() {
    return null;
  }

  @Override
  public int getQueryTimeout() {
    return 0;
  }

  @Override
  public int getResultSetConcurrency() {
    return 0;
  }

  @Override
  public int getResultSetHoldability() {
    return 0;
  }

  @Override
  public int getResultSetType() {
    return 0;
  }

  @Override
  public java.sql.ResultSet getResultSet() {
    return null;
  }

  @Override
  public int getUpdateCount() {
    return 0;
  }

  @Override
  public java.sql.SQLWarning getWarnings() {
    return null;
  }

  @Override
  public boolean isCloseOnCompletion() {
    return false;
  }

  @Override
  public boolean isClosed() {
    return false;
  }

  @Override
  public boolean isPoolable() {
    return false;
  }

  @Override
  public boolean isWrapperFor(java.lang.Class p0) {
    return false;
  }

  @Override
  public void setArray(int p0, java.sql.Array p1) {}

  @Override
  public void setAsciiStream(int p0, java.io.InputStream p1, int p2) {}

  @Override
  public void setAsciiStream(int p0, java.io.InputStream p1, long p2) {}

  @Override
  public void setAsciiStream(int p0, java.io.InputStream p1) {}

  @Override
  public void setBigDecimal(int p0, java.math.BigDecimal p1) {}

  @Override
  public void setBinaryStream(int p0, java.io.InputStream p1, int p2) {}

  @Override
  public void setBinaryStream(int p0, java.io.InputStream p1, long p2) {}

  @Override
  public void setBinaryStream(int p0, java.io.InputStream p1) {}

  @Override
  public void setBlob(int p0, java.io.InputStream p1, long p2) {}

  @Override
  public void setBlob(int p0, java.io.InputStream p1) {}

  @Override
  public void setBlob(int p0, java.sql.Blob p1) {}

  @Override
  public void setBoolean(int p0, boolean p1) {}

  @Override
  public void setByte(int p0, byte p1) {}

  @Override
  public void setBytes(int p0, byte[] p1) {}

  @Override
  public void setCharacterStream(int p0, java.io.Reader p1, int p2) {}

  @Override
  public void setCharacterStream(int p0, java.io.Reader p1, long p2) {}

  @Override
  public void setCharacterStream(int p0, java.io.Reader p1) {}

  @Override
  public void setClob(int p0, java.io.Reader p1, long p2) {}

  @Override
  public void setClob(int p0, java.io.Reader p1) {}

  @Override
  public void setClob(int p0, java.sql.Clob p1) {}

  @Override
  public void setCursorName(java.lang.String p0) {}

  @Override
  public void setDate(int p0, java.sql.Date p1, java.util.Calendar p2) {}

  @Override
  public void setDate(int p0, java.sql.Date p1) {}

  @Override
  public void setDouble(int p0, double p1) {}

  @Override
  public void setEscapeProcessing(boolean p0) {}

  @Override
  public void setFetchDirection(int p0) {}

  @Override
  public void setFetchSize(int p0) {}

  @Override
  public void setFloat(int p0, float p1) {}

  @Override
  public void setInt(int p0, int p1) {}

  @Override
  public void setLong(int p0, long p1) {}

  @Override
  public void setMaxFieldSize(int p0) {}

  @Override
  public void setMaxRows(int p0) {}

  @Override
  public void setNCharacterStream(int p0, java.io.Reader p1, long p2) {}

  @Override
  public void setNCharacterStream(int p0, java.io.Reader p1) {}

  @Override
  public void setNClob(int p0, java.io.Reader p1, long p2) {}

  @Override
  public void setNClob(int p0, java.io.Reader p1) {}

  @Override
  public void setNClob(int p0, java.sql.NClob p1) {}

  @Override
  public void setNString(int p0, java.lang.String p1) {}

  @Override
  public void setNull(int p0, int p1, java.lang.String p2) {}

  @Override
  public void setNull(int p0, int p1) {}

  @Override
  public void setObject(int p0, java.lang.Object p1, int p2, int p3) {}

  @Override
  public void setObject(int p0, java.lang.Object p1, int p2) {}

  @Override
  public void setObject(int p0, java.lang.Object p1) {}

  @Override
  public void setPoolable(boolean p0) {}

  @Override
  public void setQueryTimeout(int p0) {}

  @Override
  public void setRef(int p0, java.sql.Ref p1) {}

  @Override
  public void setRowId(int p0, java.sql.RowId p1) {}

  @Override
  public void setSQLXML(int p0, java.sql.SQLXML p1) {}

  @Override
  public void setShort(int p0, short p1) {}

  @Override
  public void setString(int p0, java.lang.String p1) {}

  @Override
  public void setTime(int p0, java.sql.Time p1, java.util.Calendar p2) {}

  @Override
  public void setTime(int p0, java.sql.Time p1) {}

  @Override
  public void setTimestamp(int p0, java.sql.Timestamp p1, java.util.Calendar p2) {}

  @Override
  public void setTimestamp(int p0, java.sql.Timestamp p1) {}

  @Override
  public void setURL(int p0, java.net.URL p1) {}

  @Override
  public void setUnicodeStream(int p0, java.io.InputStream p1, int p2) {}

  @Override
  public <T> T unwrap(Class<T> type) {
    return null;
  }
}
