/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.reliability;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;

/**
 * Runs statements of 50 KB, each another one, as many as the argument says. Prints {@code grown N}:
 * by how many bytes the live heap has grown since a hundredth of them.
 */
public final class Statements {
  private Statements() {}

  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[0]);
    String filler = "x".repeat(50_000);
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:statements", "sa", "");
        Statement statement = connection.createStatement()) {
      long before = 0;
      for (int i = 0; i < count; i++) {
        if (i == count / 100) {
          before = liveHeap();
        }
        String sql = "SELECT " + i + " AS name_" + i + " /* " + filler + " */";
        if (i % 2 == 0) {
          try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
          }
        } else {
          try (PreparedStatement prepared = connection.prepareStatement(sql);
              ResultSet rows = prepared.executeQuery()) {
            rows.next();
          }
        }
      }
      System.out.println("grown " + (liveHeap() - before));
    }
  }

  private static long liveHeap() throws InterruptedException {
    // What waits to be exported is no cache.
    Thread.sleep(2000);
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
