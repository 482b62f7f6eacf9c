/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.bundle;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.h2.Driver;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Asks a database that another bundle drives. */
public final class DatabaseBundle implements BundleActivator, Callable<String> {
  @Override
  public void start(BundleContext context) {
    context.registerService(Callable.class, this, null);
  }

  @Override
  public void stop(BundleContext context) {}

  @Override
  public String call() throws Exception {
    try (Connection connection = new Driver().connect("jdbc:h2:mem:osgi", new Properties());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT 42")) {
      rows.next();
      return rows.getString(1);
    }
  }
}
