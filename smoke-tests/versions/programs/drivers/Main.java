/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;

final class Main {
  static void main(String[] args) throws Exception {
    Connection connection =
        DriverManager.getConnection(
            System.getProperty("jdbc.url", System.getProperty("postgres.url")),
            System.getProperty("jdbc.user"),
            System.getProperty("jdbc.password"));
    Database.use(() -> kept(connection));
  }

  /** The same connection each time: tables that are temporary are its own. */
  private static Connection kept(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            Main.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, values) ->
                method.getName().equals("close") ? null : invoke(connection, method, values));
  }

  private static Object invoke(
      Connection connection, java.lang.reflect.Method method, Object[] values) throws Throwable {
    try {
      return method.invoke(connection, values);
    } catch (java.lang.reflect.InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
