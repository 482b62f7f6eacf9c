/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import org.apache.tomcat.jdbc.pool.DataSource;

final class Main {
  static void main(String[] args) throws Exception {
    DataSource pool = new DataSource();
    pool.setDriverClassName("org.h2.Driver");
    pool.setUrl("jdbc:h2:mem:shop;DB_CLOSE_DELAY=-1");
    pool.setMaxActive(1);
    pool.setInitialSize(1);
    Database.use(pool::getConnection);
  }
}
