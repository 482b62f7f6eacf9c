/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.jdbc;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;

/**
 * Runs queries on a driver that does nothing and prints {@code ready NANOS BYTES}, for one query:
 * thread CPU, allocation.
 */
public final class JdbcLoop {
  private static final int WARM = 1_000_000;
  private static final int COUNTED = 2_000_000;

  private JdbcLoop() {}

  /** Needs no arguments. */
  public static void main(String[] arguments) throws Exception {
    DriverManager.registerDriver(new StubDriver());
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Connection connection = DriverManager.getConnection("jdbc:stub://host:1/db");
        PreparedStatement statement =
            connection.prepareStatement("SELECT name FROM items WHERE id = ?")) {
      long rows = run(statement, WARM);
      long id = Thread.currentThread().getId();
      long cpu = threads.getCurrentThreadCpuTime();
      long bytes = threads.getThreadAllocatedBytes(id);
      rows += run(statement, COUNTED);
      double nanos = (double) (threads.getCurrentThreadCpuTime() - cpu) / COUNTED;
      double allocated = (double) (threads.getThreadAllocatedBytes(id) - bytes) / COUNTED;
      System.out.println("ready " + nanos + " " + allocated + " " + rows);
    }
    System.exit(0);
  }

  private static long run(PreparedStatement statement, int count) throws Exception {
    long rows = 0;
    for (int i = 0; i < count; i++) {
      rows += statement.executeUpdate();
    }
    return rows;
  }
}
