/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import org.vibur.dbcp.ViburDBCPDataSource;

final class Main {
  static void main(String[] args) throws Exception {
    ViburDBCPDataSource pool = new ViburDBCPDataSource();
    pool.setJdbcUrl("jdbc:h2:mem:shop;DB_CLOSE_DELAY=-1");
    pool.setUsername("sa");
    pool.setPassword("");
    pool.setPoolInitialSize(1);
    pool.setPoolMaxSize(1);
    pool.start();
    Database.use(pool::getConnection);
  }
}
