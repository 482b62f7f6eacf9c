/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.jdbc;

import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Struct;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;

/** All that a connection has and the stub has not. */
abstract class AbstractConnection implements Connection {
  @Override
  public void abort(Executor p0) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void clearWarnings() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void commit() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Array createArrayOf(String p0, Object[] p1) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Blob createBlob() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Clob createClob() {
    throw new UnsupportedOperationException();
  }

  @Override
  public NClob createNClob() {
    throw new UnsupportedOperationException();
  }

  @Override
  public SQLXML createSQLXML() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Statement createStatement() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Statement createStatement(int p0, int p1, int p2) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Statement createStatement(int p0, int p1) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Struct createStruct(String p0, Object[] p1) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getCatalog() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Properties getClientInfo() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getClientInfo(String p0) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int getHoldability() {
    throw new UnsupportedOperationException();
  }

  @Override
  public DatabaseMetaData getMetaData() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int getNetworkTimeout() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getSchema() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int getTransactionIsolation() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<String, Class<?>> getTypeMap() {
    throw new UnsupportedOperationException();
  }

  @Override
  public SQLWarning getWarnings() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isReadOnly() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isValid(int p0) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String nativeSQL(String p0) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CallableStatement prepareCall(String p0, int p1, int p2, int p3) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CallableStatement prepareCall(String p0, int p1, int p2) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CallableStatement prepareCall(String p0) {
    throw new UnsupportedOperationException();
  }

  @Override
  public PreparedStatement prepareStatement(String p0, int[] p1) {
    throw new UnsupportedOperationException();
  }

  @Override
  public PreparedStatement prepareStatement(String p0, String[] p1) {
    throw new UnsupportedOperationException();
  }

  @Override
  public PreparedStatement prepareStatement(String p0, int p1, int p2, int p3) {
    throw new UnsupportedOperationException();
  }

  @Override
  public PreparedStatement prepareStatement(String p0, int p1, int p2) {
    throw new UnsupportedOperationException();
  }

  @Override
  public PreparedStatement prepareStatement(String p0, int p1) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void releaseSavepoint(Savepoint p0) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void rollback() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void rollback(Savepoint p0) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setAutoCommit(boolean p0) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setCatalog(String p0) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setClientInfo(String p0, String p1) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setClientInfo(Properties p0) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setHoldability(int p0) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setNetworkTimeout(Executor p0, int p1) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setReadOnly(boolean p0) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Savepoint setSavepoint() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Savepoint setSavepoint(String p0) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setSchema(String p0) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setTransactionIsolation(int p0) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setTypeMap(Map<String, Class<?>> p0) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> T unwrap(Class<T> p0) {
    throw new UnsupportedOperationException();
  }
}
