/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import org.apache.commons.dbcp2.BasicDataSource;

final class Main {
  static void main(String[] args) throws Exception {
    BasicDataSource pool = new BasicDataSource();
    pool.setUrl("jdbc:h2:mem:shop;DB_CLOSE_DELAY=-1");
    pool.setMaxTotal(1);
    Database.use(pool::getConnection);
  }
}
