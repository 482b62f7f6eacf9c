/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package stubdb;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Properties;
import java.util.logging.Logger;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.implementation.StubMethod;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * A driver that does nothing, so that what the agent does is all there is to measure. Its package
 * is an application's: the agent leaves its own alone.
 */
public class StubDriver implements Driver {
  public static final String URL = "jdbc:postgresql://db.example:5432/stub";

  @Override
  public Connection connect(String url, Properties info) {
    return complete(StubConnection.class);
  }

  @Override
  public boolean acceptsURL(String url) {
    return url.equals(URL);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
    return new DriverPropertyInfo[0];
  }

  @Override
  public int getMajorVersion() {
    return 1;
  }

  @Override
  public int getMinorVersion() {
    return 0;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }

  /** Makes an instance whose abstract methods do nothing. */
  private static <T> T complete(Class<T> type) {
    try {
      return new ByteBuddy()
          .subclass(type)
          .method(ElementMatchers.isAbstract())
          .intercept(StubMethod.INSTANCE)
          .make()
          .load(StubDriver.class.getClassLoader())
          .getLoaded()
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** Gives the same statement each time. */
  public abstract static class StubConnection implements Connection {
    private final StubStatement statement = complete(StubStatement.class);

    @Override
    public Statement createStatement() {
      return statement;
    }

    @Override
    public PreparedStatement prepareStatement(String sql) {
      return statement;
    }
  }

  /** Gives no rows and changes none. */
  public abstract static class StubStatement implements PreparedStatement {
    private int executions;

    @Override
    public ResultSet executeQuery() {
      executions++;
      return null;
    }

    @Override
    public ResultSet executeQuery(String sql) {
      executions++;
      return null;
    }

    @Override
    public int executeUpdate() {
      executions++;
      return 1;
    }

    @Override
    public void close() {}
  }
}
