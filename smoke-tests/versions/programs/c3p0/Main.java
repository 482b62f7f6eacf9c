/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import com.mchange.v2.c3p0.ComboPooledDataSource;

final class Main {
  static void main(String[] args) throws Exception {
    System.setProperty("com.mchange.v2.log.MLog", "com.mchange.v2.log.FallbackMLog");
    ComboPooledDataSource pool = new ComboPooledDataSource();
    pool.setJdbcUrl("jdbc:h2:mem:shop;DB_CLOSE_DELAY=-1");
    pool.setInitialPoolSize(1);
    pool.setMinPoolSize(1);
    pool.setMaxPoolSize(1);
    Database.use(pool::getConnection);
  }
}
